#!/usr/bin/env dotnet
// Project STAR without a notebook: dotnet run examples/analysis.cs
#:project ../src/Notebooks/LobResearch.Notebooks.csproj
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

using LobResearch;

await using var study = await LobStudy.OpenAsync(await ExampleStudy.FillAsync("star"));
var run = await study.AnalyseAsync("small_class");
Console.WriteLine(run.ToString());
