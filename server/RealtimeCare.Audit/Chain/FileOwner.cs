using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RealtimeCare.Audit.Chain;

/// <summary>Whose a file is, which .NET has no call for.</summary>
public static partial class FileOwner
{
    // Of the kernel's interface, the same on every processor.
    private const int FromWorkingFolder = -100;
    private const uint OwnerAlone = 0x8;
    private const int AnswerBytes = 256;
    private const int OwnerAt = 20;

    /// <summary>Whether a file belongs to the account that this process acts as. Asked on Linux alone; elsewhere it is taken to.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be reached.</exception>
    public static bool IsThisAccount(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;

        var answer = new byte[AnswerBytes];
        if (Ask(FromWorkingFolder, path, 0, OwnerAlone, ref answer[0]) != 0)
            throw new IOException($"The owner of {path} could not be found.", new Win32Exception(Marshal.GetLastPInvokeError()));
        return BitConverter.ToUInt32(answer, OwnerAt) == EffectiveAccount();
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint mask, ref byte answer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveAccount();
}
