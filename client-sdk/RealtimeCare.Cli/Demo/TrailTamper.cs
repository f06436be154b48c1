namespace RealtimeCare.Cli.Demo;

/// <summary>Somebody edits the book: one bit in the middle of what is written. In a test build only.</summary>
internal static class TrailTamper
{
    /// <summary>Flips a bit in the middle of the used part of the largest segment.</summary>
    /// <exception cref="InvalidOperationException">This is no test build.</exception>
    public static void FlipByte(string folder)
    {
        if (!DemoHost.CanBeSabotaged) throw new InvalidOperationException("Only a test build may touch a trail.");
        var segment = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(f => f.Length)!;
        var content = File.ReadAllBytes(segment.FullName);
        var used = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        content[used / 2] ^= 1;
        File.WriteAllBytes(segment.FullName, content);
    }
}
