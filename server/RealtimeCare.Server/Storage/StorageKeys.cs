using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Server.Storage;

/// <summary>
/// The master keys in <c>keys/storage.key</c>; the last is used for what is new, the others still open what is old. Every key that
/// encrypts or hashes is derived from one of them by HKDF-SHA256. Keys can be added while the node runs, never taken away.
/// </summary>
internal sealed class StorageKeys
{
    private readonly byte lookupId;
    private volatile StorageKeyRing ring;

    private StorageKeys(string path, StorageKeyRing ring)
    {
        Path = path;
        this.ring = ring;
        lookupId = ring.LookupId;
    }

    /// <summary>The key file.</summary>
    public string Path { get; }

    /// <summary>The key that new data is encrypted with.</summary>
    public byte CurrentId => ring.CurrentId;

    /// <summary>Reads the key file, and makes it when it is missing.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no usable keys.</exception>
    public static StorageKeys Open(string dataFolder)
    {
        var path = System.IO.Path.Combine(StorageFolder.Ensure(dataFolder, "keys"), "storage.key");
        if (!File.Exists(path)) Create(path);
        return new StorageKeys(path, StorageKeyRing.Parse(File.ReadAllBytes(path)));
    }

    /// <summary>The keys of another version of the file; null when it has none that are new.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or lacks a key that is in use: what was written with it could not be read again.</exception>
    public StorageKeyRing? Read(ReadOnlySpan<byte> file)
    {
        var next = StorageKeyRing.Parse(file);
        if (!next.Holds(ring) || next.LookupId != lookupId) throw new InvalidDataException("The file of storage keys lacks keys that are in use; put them back.");
        return next.Count > ring.Count ? next : null;
    }

    /// <summary>Uses the keys from now on; what is new is encrypted with the last of them.</summary>
    public void Use(StorageKeyRing next) => ring = next;

    /// <summary>Derives a 32-byte key for one purpose.</summary>
    /// <param name="id">The master key, as stored beside what it encrypted.</param>
    /// <param name="purpose">What the key is for, and whose.</param>
    /// <exception cref="CryptographicException">There is no master key of that id.</exception>
    public byte[] Derive(byte id, string purpose) => ring.Find(id) is { } master
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, master, StorageKeyRing.MasterBytes, salt: [], info: Encoding.UTF8.GetBytes(purpose))
        : throw new CryptographicException($"Storage key {id} is missing.");

    /// <summary>
    /// Derives a key for hashes that are looked up. It stays with the first master key, since a hash cannot be made again from
    /// what is stored.
    /// </summary>
    public byte[] DeriveForLookup(string purpose) => Derive(lookupId, purpose);

    private static void Create(string path)
    {
        var line = StorageKeyRing.NewLine(1);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Written under another name first: a crash must not leave half a key under the right one.
        using (var file = new FileStream(path + ".new", options)) file.Write(Encoding.ASCII.GetBytes(line));
        File.Move(path + ".new", path);
    }
}
