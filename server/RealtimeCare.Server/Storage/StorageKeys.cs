using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Server.Storage;

/// <summary>
/// The master keys in <c>keys/storage.key</c>, one a line as <c>id base64url</c>; the last is used for what is new, the others
/// still open what is old. Every key that encrypts or hashes is derived from one of them by HKDF-SHA256.
/// </summary>
internal sealed class StorageKeys
{
    private const int MasterBytes = 32;

    private readonly Dictionary<byte, byte[]> masters;

    private StorageKeys(Dictionary<byte, byte[]> masters, byte currentId)
    {
        this.masters = masters;
        CurrentId = currentId;
    }

    /// <summary>The key that new data is encrypted with.</summary>
    public byte CurrentId { get; }

    /// <summary>Reads the key file, and makes it when it is missing.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no usable keys.</exception>
    public static StorageKeys Open(string dataFolder)
    {
        var folder = StorageFolder.Ensure(dataFolder, "keys");
        var path = Path.Combine(folder, "storage.key");
        if (!File.Exists(path)) Create(path);
        var masters = new Dictionary<byte, byte[]>();
        byte current = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0) continue;
            (current, var key) = Parse(line);
            if (!masters.TryAdd(current, key)) throw Unusable();
        }
        return masters.Count == 0 ? throw Unusable() : new StorageKeys(masters, current);
    }

    /// <summary>Derives a 32-byte key for one purpose.</summary>
    /// <param name="id">The master key, as stored beside what it encrypted.</param>
    /// <param name="purpose">What the key is for, and whose.</param>
    /// <exception cref="CryptographicException">There is no master key of that id.</exception>
    public byte[] Derive(byte id, string purpose) => masters.TryGetValue(id, out var master)
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, master, MasterBytes, salt: [], info: Encoding.UTF8.GetBytes(purpose))
        : throw new CryptographicException($"Storage key {id} is missing.");

    /// <summary>
    /// Derives a key for hashes that are looked up. It stays with the first master key, since a hash cannot be made again from
    /// what is stored.
    /// </summary>
    public byte[] DeriveForLookup(string purpose) => Derive(masters.Keys.Min(), purpose);

    private static (byte Id, byte[] Key) Parse(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 2 || !byte.TryParse(parts[0], out var id) || id == 0) throw Unusable();
        try
        {
            var key = Base64Url.DecodeFromChars(parts[1]);
            return key.Length == MasterBytes ? (id, key) : throw Unusable();
        }
        catch (FormatException)
        {
            throw Unusable();
        }
    }

    private static void Create(string path)
    {
        var line = "1 " + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MasterBytes)) + "\n";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Written under another name first: a crash must not leave half a key under the right one.
        using (var file = new FileStream(path + ".new", options)) file.Write(Encoding.ASCII.GetBytes(line));
        File.Move(path + ".new", path);
    }

    private static InvalidDataException Unusable() => new("The file of storage keys is damaged; put the right one back.");
}
