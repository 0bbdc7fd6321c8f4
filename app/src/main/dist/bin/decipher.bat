@echo off
rem Starts Decipher on the module path. DECIPHER_JAVA_OPTS adds options for the JVM, e.g. -Xmx6g.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
"%JAVA%" -XX:+UseParallelGC -XX:MaxRAMPercentage=50 -XX:-UsePerfData ^
  -Djava.awt.headless=true -Dguice_bytecode_gen_option=DISABLED ^
  --enable-native-access=com.sun.jna %DECIPHER_JAVA_OPTS% ^
  -cp "%HOME_DIR%\natives\*" -p "%HOME_DIR%\modules;%HOME_DIR%\plugins" -m io.decipher.app/io.decipher.app.Main %*
exit /b %ERRORLEVEL%
