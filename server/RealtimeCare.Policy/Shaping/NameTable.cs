using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Finds values by names in UTF-8 without making strings. Filled once, then only read.</summary>
internal sealed class NameTable<T>
    where T : class
{
    private (byte[] Name, T Value)[][] buckets = [[]];
    private int count;

    public IEnumerable<T> Values => buckets.SelectMany(static b => b).Select(static e => e.Value);

    public T? Find(ReadOnlySpan<byte> name)
    {
        if (count == 0) return null;
        foreach (ref readonly var entry in buckets[Bucket(name)].AsSpan())
            if (name.SequenceEqual(entry.Name)) return entry.Value;
        return null;
    }

    public T GetOrAdd(string name, Func<T> create)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (Find(bytes) is { } found) return found;

        var value = create();
        if (++count > buckets.Length) Grow();
        var bucket = Bucket(bytes);
        buckets[bucket] = [.. buckets[bucket], (bytes, value)];
        return value;
    }

    private void Grow()
    {
        var entries = buckets.SelectMany(static b => b).ToArray();
        buckets = [.. Enumerable.Range(0, buckets.Length * 2).Select(static _ => Array.Empty<(byte[], T)>())];
        foreach (var entry in entries)
        {
            var bucket = Bucket(entry.Name);
            buckets[bucket] = [.. buckets[bucket], entry];
        }
    }

    // Element names differ enough in length, first, middle and last letter; the number of buckets is a power of two.
    private int Bucket(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : (name.Length + (name[0] * 7) + (name[name.Length / 2] * 31) + (name[^1] * 131)) & (buckets.Length - 1);
}
