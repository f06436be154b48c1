using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Server.Storage;

/// <summary>What a file of storage keys holds: one a line, as <c>id base64url</c>, in the order in which they came.</summary>
internal sealed class StorageKeyRing
{
    public const int MasterBytes = 32;

    private readonly Dictionary<byte, byte[]> masters = [];

    private StorageKeyRing()
    {
    }

    public byte CurrentId { get; private set; }

    /// <summary>The key that hashes are made with.</summary>
    public byte LookupId => masters.Keys.Min();

    public int Count => masters.Count;

    /// <exception cref="InvalidDataException">It holds no usable keys.</exception>
    public static StorageKeyRing Parse(ReadOnlySpan<byte> file)
    {
        var ring = new StorageKeyRing();
        foreach (var line in Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) ring.Add(line);
        return ring.Count == 0 ? throw Unusable() : ring;
    }

    /// <summary>A new key as a line of the file.</summary>
    public static string NewLine(byte id) => $"{id} {Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MasterBytes))}\n";

    public byte[]? Find(byte id) => masters.GetValueOrDefault(id);

    /// <summary>Whether every key of another ring is here too.</summary>
    public bool Holds(StorageKeyRing other) => other.masters.All(key => Find(key.Key) is { } same && CryptographicOperations.FixedTimeEquals(same, key.Value));

    private void Add(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 2 || !byte.TryParse(parts[0], out var id) || id == 0) throw Unusable();
        try
        {
            var key = Base64Url.DecodeFromChars(parts[1]);
            if (key.Length != MasterBytes || !masters.TryAdd(id, key)) throw Unusable();
            CurrentId = id;
        }
        catch (FormatException)
        {
            throw Unusable();
        }
    }

    private static InvalidDataException Unusable() => new("The file of storage keys is damaged; put the right one back.");
}
