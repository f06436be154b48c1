namespace RealtimeCare.Cli.Demo;

/// <summary>The folder that the demo's host keeps its data in; a temporary one is removed afterwards.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool isTemporary;

    /// <summary>The folder given, or a temporary one.</summary>
    public DemoFolder(string? given)
    {
        isTemporary = given is null;
        Path = given is null ? Directory.CreateTempSubdirectory("realtimecare-demo-").FullName : System.IO.Path.GetFullPath(given);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The trail in it.</summary>
    public string Trail => System.IO.Path.Combine(Path, "trail");

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (isTemporary) Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file that is still held on Windows: the system clears its temporary folder some day.
        }
    }
}
