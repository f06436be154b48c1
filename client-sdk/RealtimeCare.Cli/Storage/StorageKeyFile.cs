using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Storage;

/// <summary>A host's file of storage keys: one a line, as <c>id base64url</c>; the last encrypts what is new.</summary>
internal sealed class StorageKeyFile(string dataFolder)
{
    private const int KeyBytes = 32;

    private readonly string folder = Path.Combine(dataFolder, "keys");

    private string File => Path.Combine(folder, "storage.key");

    /// <summary>Adds a key. The file is replaced in one step and durable when this returns; a host that runs notices it by itself.</summary>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="CliException">
    /// There is no such file, it is another account's, it is damaged, or somebody else adds a key at this moment.
    /// </exception>
    public byte Rotate()
    {
        if (!System.IO.File.Exists(File)) throw new CliException($"There is no {File}: the host makes it at its first start.", ExitCodes.Usage);
        // The new file would be of this account, and the host could neither read it nor start again.
        if (!FileOwner.IsThisAccount(File))
            throw new CliException($"{File} belongs to another account. Run this as that account, which is the host's: nothing was changed.", ExitCodes.Usage);
        // Of two that replaced the file at once, one would take the other's key away, with which something may be encrypted already.
        using var alone = Lock();
        var text = System.IO.File.ReadAllText(File, Encoding.ASCII);
        var ids = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(IdOf).ToList();
        if (ids.Count == 0 || ids.Distinct().Count() != ids.Count) throw Damaged();
        if (ids.Max() == byte.MaxValue) throw new CliException("There can be no more keys.", ExitCodes.Failed);
        var id = (byte)(ids.Max() + 1);
        var line = string.Create(CultureInfo.InvariantCulture, $"{id} {Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes))}\n");
        Replace(text.TrimEnd('\r', '\n') + '\n' + line);
        return id;
    }

    private FileStream Lock()
    {
        try
        {
            return new FileStream(File + ".lock", Private(FileMode.OpenOrCreate));
        }
        catch (IOException)
        {
            throw new CliException("Somebody else adds a key at this moment.");
        }
    }

    private void Replace(string text)
    {
        var next = File + ".new";
        System.IO.File.Delete(next);
        using (var file = new FileStream(next, Private(FileMode.CreateNew)))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(next, System.IO.File.GetUnixFileMode(File));
        System.IO.File.Move(next, File, overwrite: true);
        DirectorySync.Flush(folder);
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static byte IdOf(string line)
    {
        var parts = line.Split(' ');
        return parts.Length == 2 && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            && Base64Url.IsValid(parts[1], out var length) && length == KeyBytes
                ? id
                : throw Damaged();
    }

    private static CliException Damaged() => new("The file of storage keys is damaged; put the right one back first.");
}
