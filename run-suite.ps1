<#
.SYNOPSIS
    Runs the conformance suite. Maps its parameters to "dmsc run" and nothing else: see "dmsc run --help" for what they mean.
.EXAMPLE
    ./run-suite.ps1
.EXAMPLE
    ./run-suite.ps1 -Station fixtures/stations/real-reader.yaml -Iut fixtures/iuts/my-card -AllowPartial
#>
param(
    [string] $Iut,
    [string] $Station,
    [string] $Ics,
    [string] $Select,
    [string] $Resume,
    [string] $Out,
    [switch] $AllowPartial
)

$arguments = @('run', '-c', 'Release', '--project', (Join-Path $PSScriptRoot 'harness/src/DmSc.Cli'), '--', 'run')
if ($Iut) { $arguments += @('--iut', $Iut) }
if ($Station) { $arguments += @('--station', $Station) }
if ($Ics) { $arguments += @('--ics', $Ics) }
if ($Select) { $arguments += @('--select', $Select) }
if ($Resume) { $arguments += @('--resume', $Resume) }
if ($Out) { $arguments += @('--out', $Out) }
if ($AllowPartial) { $arguments += '--allow-partial' }

& dotnet @arguments
exit $LASTEXITCODE
