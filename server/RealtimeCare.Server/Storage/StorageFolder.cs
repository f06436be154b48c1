namespace RealtimeCare.Server.Storage;

/// <summary>Folders that only the service's own account may enter.</summary>
internal static class StorageFolder
{
    /// <summary>Makes the folder when it is missing, and gives its path.</summary>
    public static string Ensure(string dataFolder, string name)
    {
        var path = Path.Combine(dataFolder, name);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
