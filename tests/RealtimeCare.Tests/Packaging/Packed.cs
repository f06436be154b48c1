using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using RealtimeCare.Tests.Conventions;

namespace RealtimeCare.Tests.Packaging;

/// <summary>The packages as they would be published, of what was built with these tests.</summary>
public sealed class Packed : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("packed");

    public Packed()
    {
        string[] arguments = ["pack", "RealtimeCare.sln", "--no-build", "-c", Configuration, "-v", "q", "-nodeReuse:false", "-o", folder.FullName];
        using var pack = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = SourceTree.Root, RedirectStandardOutput = true })!;
        var output = pack.StandardOutput.ReadToEnd();
        pack.WaitForExit();
        if (pack.ExitCode != 0) throw new InvalidOperationException($"dotnet pack failed: {output}");
    }

    /// <summary>Whether places are taken out of what is built, as they are of what is published.</summary>
    public static bool IsRelease => Configuration == "Release";

    public IReadOnlyList<string> Names => [.. folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    private static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).StartsWith("release", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug";

    public IReadOnlyList<string> EntriesOf(string package) => [.. Read(package).Keys.Order(StringComparer.Ordinal)];

    public string TextOf(string package, string entry) => System.Text.Encoding.UTF8.GetString(Read(package)[entry]);

    /// <summary>Every file of every package.</summary>
    public IEnumerable<(string Name, byte[] Content)> Everything() =>
        Names.SelectMany(Read, (name, entry) => ($"{name}/{entry.Key}", entry.Value));

    /// <summary>Where the sources were, as a symbol file tells.</summary>
    public static IReadOnlyList<string> SourcesOf(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Dictionary<string, byte[]> Read(string package)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(folder.FullName, package));
        return zip.Entries.ToDictionary(entry => entry.FullName, BytesOf, StringComparer.Ordinal);
    }

    private static byte[] BytesOf(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
