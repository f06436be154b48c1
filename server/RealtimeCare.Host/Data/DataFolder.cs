namespace RealtimeCare.Host.Data;

/// <summary>The one folder that holds everything that must last, readable by this account alone.</summary>
/// <remarks>
/// Unix gets mode 0700 on each folder. On Windows the folders inherit the access list of where they are put: keep them under
/// the service account's profile.
/// </remarks>
internal sealed class DataFolder
{
    private DataFolder(string root)
    {
        Root = root;
        Keys = Make(root, "keys");
        Certificates = Make(root, "certificates");
        Databases = Make(root, "db");
        Trail = Make(root, "trail");
        Logs = Make(root, "logs");
    }

    public string Root { get; }

    public string Keys { get; }

    public string Certificates { get; }

    public string Databases { get; }

    public string Trail { get; }

    public string Logs { get; }

    /// <summary>Opens the folder, making what is missing.</summary>
    public static DataFolder Open(string path) => new(Make(Path.GetFullPath(path)));

    /// <summary>Writes a secret whole or not at all, so that a crash leaves no half key; readable by the owner only from its first byte.</summary>
    public static void WriteSecret(string path, string text)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(text);
        File.Move(draft, path, overwrite: true);
    }

    private static string Make(params string[] parts)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var path = Path.Combine(parts);
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path).FullName;
        Directory.CreateDirectory(path, ownerOnly);
        File.SetUnixFileMode(path, ownerOnly);
        return path;
    }
}
