@echo off
rem Runs the lob command on Windows. There is no embedded server there: set LOB_DATABASE.
setlocal
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build "%~dp0src\Cli" -c Release --nologo -v quiet -clp:NoSummary >"%TEMP%\lob-build.log" 2>&1
if errorlevel 1 (
  type "%TEMP%\lob-build.log" 1>&2
  exit /b 3
)
dotnet "%~dp0src\Cli\bin\Release\net10.0\lob.dll" %*
exit /b %errorlevel%
