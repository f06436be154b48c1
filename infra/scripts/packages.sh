#!/usr/bin/env bash
# Packs what is published and is a stranger to it: builds the same sources in another place to the same bytes, and writes, builds and
# runs an app that has nothing but the packages. Needs the Release build. The argument is an empty folder to work in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=${1:?an empty folder to work in}
mkdir -p "$work"
# NuGet's own folder stays as it was: what is packed here is never taken for what was published.
known=${NUGET_PACKAGES:-$HOME/.nuget/packages}

dotnet pack RealtimeCare.sln -c Release --no-build -v q -nodeReuse:false -o "$work/feed"

# The same sources elsewhere; what Git ignores decides what is embedded into the symbols.
mkdir "$work/elsewhere"
cp -r client-sdk Directory.Build.props Directory.Packages.props .editorconfig .gitattributes .gitignore global.json "$work/elsewhere"
[ ! -e .git ] || cp -r .git "$work/elsewhere"
dotnet build "$work/elsewhere/client-sdk/RealtimeCare.Client.Testing" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary -nodeReuse:false
for name in RealtimeCare.Contracts RealtimeCare.Client RealtimeCare.Client.Testing; do
  cmp "artifacts/bin/$name/release/$name.dll" "$work/elsewhere/artifacts/bin/$name/release/$name.dll"
done

# Below a folder without this repository's settings.
stranger=$work/stranger
mkdir "$stranger"
cat >"$stranger/Directory.Build.props" <<'PROPS'
<Project />
PROPS
cat >"$stranger/nuget.config" <<CONFIG
<configuration>
  <packageSources><clear /><add key="feed" value="$work/feed" /></packageSources>
  <fallbackPackageFolders><add key="known" value="$known" /></fallbackPackageFolders>
</configuration>
CONFIG
cat >"$stranger/Stranger.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="RealtimeCare.Client" Version="*" />
    <PackageReference Include="RealtimeCare.Client.MessagePack" Version="*" />
    <PackageReference Include="RealtimeCare.Client.Testing" Version="*" />
  </ItemGroup>
</Project>
PROJECT
# What the README shows to clinicians' apps, compiled as it stands there.
{
  echo 'using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Testing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

var server = new FakeCareServer();
await using var client = server.CreateClient();
await client.ConnectAsync();
var read = Task.Run(async () =>
{
    await foreach (var notification in client.FollowAsync(PatientReference.ById("1"), ["labs"])) return notification.Resource.ToJson();
    return "";
});
await server.UntilFollowedAsync("1");
server.Push("1", "labs", FhirJson.Parse("{}"));
Console.WriteLine($"stranger: got {await read} by {new RealtimeCareClientOptions().Protocol?.Name ?? "json"}");

static class Readme
{
    public static async Task FollowAsync(Uri server, X509Certificate2Collection roots, string userName, string password, CancellationToken cancellationToken)
    {'
  sed -n '/\/\/ snippet/,/\/\/ end/p' "$root/tests/RealtimeCare.Tests/Conventions/Snippets/ForClinicians.cs"
  echo '    }
}'
} >"$stranger/Program.cs"
export NUGET_PACKAGES=$work/packages
for by in json messagepack; do
  asked=$([ "$by" = json ] && echo false || echo true)
  dotnet build "$stranger" -c Release -p:RealtimeCareMessagePackByDefault="$asked" -v q -clp:NoSummary -nodeReuse:false -o "$stranger/$by"
  dotnet "$stranger/$by/Stranger.dll" | tee "$stranger/$by.txt"
  grep -q "got {} by $by" "$stranger/$by.txt"
done
for no in PublishAot=true PublishTrimmed=true OutputType=Library RuntimeIdentifier=browser-wasm TargetPlatformIdentifier=android; do
  [ "$(dotnet msbuild "$stranger" -p:$no -getProperty:RealtimeCareMessagePackByDefault)" != true ]
done
dotnet tool install RealtimeCare.Cli --tool-path "$work/tools" --configfile "$stranger/nuget.config" -v q
"$work/tools/realtimecare" --version
tail -n 1 "$stranger/messagepack.txt"
