namespace RealtimeCare.Tests.Conventions;

/// <summary>The repository as files, without what a build makes.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Made = new(StringComparer.Ordinal)
    {
        ".git", ".vs", ".idea", ".vscode", "artifacts", "bin", "obj", "node_modules", "TestResults", "realtimecare-data",
    };

    private static readonly HashSet<string> Binary = new(StringComparer.OrdinalIgnoreCase) { ".png", ".ico", ".gz", ".zip", ".bin", ".db", ".seg" };

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Below(Root).OrderBy(f => f.Path, StringComparer.Ordinal)];

    public static IEnumerable<SourceFile> CSharp => Files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal));

    public static SourceFile File(string path) => new(path, Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar)));

    private static IEnumerable<SourceFile> Below(string folder)
    {
        foreach (var child in Directory.EnumerateDirectories(folder).Where(d => !Made.Contains(Path.GetFileName(d))))
            foreach (var file in Below(child))
                yield return file;
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !Binary.Contains(Path.GetExtension(f))))
            yield return new SourceFile(Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'), file);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "RealtimeCare.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from a build inside the repository.");
    }
}

/// <summary>One file: its path from the repository's root, with forward slashes, and its text.</summary>
internal sealed record SourceFile(string Path, string FullPath)
{
    public bool Exists => System.IO.File.Exists(FullPath);

    public string Text => System.IO.File.ReadAllText(FullPath);

    public string[] Lines => System.IO.File.ReadAllLines(FullPath);

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public override string ToString() => Path;
}
