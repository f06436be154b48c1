using System.Text;

namespace RealtimeCare.Audit.Chain;

/// <summary>Small text files that hold keys: written once and durable, the private ones readable by their owner only.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Strangers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static string ReadPrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Strangers) != 0)
            throw new InvalidOperationException($"The key file {path} can be reached by others than its owner: set its mode to 0600.");

        return File.ReadAllText(path);
    }

    public static void CreatePrivate(string path, string text) => Create(path, text, OwnerOnly);

    public static void CreatePublic(string path, string text) => Create(path, text, Everyone);

    /// <summary>The file has its name only when all of it is on the disk: a half-written key would lock everybody out.</summary>
    private static void Create(string path, string text, UnixFileMode mode)
    {
        var temporary = $"{path}.{Environment.ProcessId}.part";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Options = FileOptions.WriteThrough,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;

        using (var file = new FileStream(temporary, options))
            file.Write(Encoding.UTF8.GetBytes(text));
        File.Move(temporary, path, overwrite: false);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
