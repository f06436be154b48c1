using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RealtimeCare.Audit.Chain;

/// <summary>Makes a new file's name durable, which .NET has no call for.</summary>
public static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Returns when the names in a folder, as they are now, survive a power cut.</summary>
    /// <exception cref="IOException">They may not.</exception>
    public static void Flush(string path)
    {
        // Windows journals the name with the file.
        if (OperatingSystem.IsWindows())
            return;

        var directory = Open(path, ReadOnly);
        if (directory < 0)
            throw Failure(path);
        try
        {
            if (Sync(directory) != 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(directory);
        }
    }

    private static IOException Failure(string path) =>
        new($"The folder {path} could not be made durable.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
