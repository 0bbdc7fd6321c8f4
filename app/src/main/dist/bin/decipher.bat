@echo off
rem Starts Decipher on the module path. DECIPHER_JAVA_OPTS adds options for the JVM, e.g. -Xmx6g.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
where /q "%JAVA%" 2>nul || if not exist "%JAVA%.exe" (
  echo decipher: there is no %JAVA%; install JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 2
)
rem What the build makes has its modules in modules, the distribution in lib.
set "MODULES=%HOME_DIR%\modules"
if exist "%HOME_DIR%\lib" set "MODULES=%HOME_DIR%\lib"
set "NATIVE=com.sun.jna,io.decipher.api,ALL-UNNAMED"
if exist "%HOME_DIR%\natives\*.jar" set "NATIVE=%NATIVE%,ai.djl.pytorch_engine"
"%JAVA%" -XX:+UseParallelGC -XX:MaxRAMPercentage=50 -XX:-UsePerfData ^
  -Djava.awt.headless=true "-Ddecipher.plugins=%HOME_DIR%\plugins" --add-modules ALL-DEFAULT,io.decipher.djl ^
  --enable-native-access=%NATIVE% %DECIPHER_JAVA_OPTS% ^
  -cp "%HOME_DIR%\natives\*" -p "%MODULES%" -m io.decipher.app/io.decipher.app.Main %*
exit /b %ERRORLEVEL%
