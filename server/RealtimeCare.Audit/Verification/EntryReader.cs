using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace RealtimeCare.Audit.Verification;

/// <summary>Reads an entry's fields and insists on their one canonical form.</summary>
internal static class EntryReader
{
    private const int HeadLength = 3;
    private const int KindTag = 1;
    private const int OutcomeTag = 2;
    private const int AtTag = 3;
    private const int FactorTag = 25;

    private enum Form
    {
        Text,
        Number,
        Instant,
        Outcome,
        Bytes,
        Guid,
        Factor,
    }

    private static readonly (string Name, Form Form, int Length)[] Known =
    [
        ("", Form.Bytes, 0),
        ("kind", Form.Text, 0),
        ("outcome", Form.Outcome, 1),
        ("at", Form.Instant, 8),
        ("tenant", Form.Text, 0),
        ("pseudonymKey", Form.Bytes, 8),
        ("actor", Form.Bytes, 16),
        ("session", Form.Bytes, 16),
        ("connection", Form.Text, 0),
        ("client", Form.Text, 0),
        ("patient", Form.Bytes, 16),
        ("target", Form.Bytes, 16),
        ("address", Form.Bytes, 16),
        ("operation", Form.Text, 0),
        ("reason", Form.Text, 0),
        ("requestId", Form.Text, 0),
        ("tokenId", Form.Text, 0),
        ("policyHash", Form.Text, 0),
        ("audience", Form.Text, 0),
        ("subscription", Form.Guid, 16),
        ("epoch", Form.Number, 8),
        ("fromOffset", Form.Number, 8),
        ("throughOffset", Form.Number, 8),
        ("acknowledgedOffset", Form.Number, 8),
        ("count", Form.Number, 8),
        ("factor", Form.Factor, 0),
    ];

    /// <summary>Whether the bytes are an entry; its time when they are.</summary>
    public static bool IsEntry(ReadOnlySpan<byte> entry, out DateTimeOffset at)
    {
        at = default;
        var last = 0;
        var required = 0;
        while (entry.Length > 0)
        {
            if (!TryTakeField(ref entry, out var tag, out var value) || !IsInOrder(tag, last) || !IsWellFormed(tag, value))
                return false;
            if (tag is KindTag or OutcomeTag or AtTag)
                required++;
            if (tag == AtTag && !TryReadInstant(value, out at))
                return false;
            last = tag;
        }

        return required == 3;
    }

    /// <summary>The fields of an entry that <see cref="IsEntry"/> has accepted.</summary>
    public static List<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> entry)
    {
        var fields = new List<KeyValuePair<string, string>>();
        while (TryTakeField(ref entry, out var tag, out var value))
            fields.Add(tag < Known.Length ? new(Known[tag].Name, Show(Known[tag].Form, value)) : new($"field{tag}", Hex(value)));
        return fields;
    }

    private static bool TryTakeField(ref ReadOnlySpan<byte> entry, out int tag, out ReadOnlySpan<byte> value)
    {
        tag = 0;
        value = default;
        if (entry.Length < HeadLength)
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[1..]);
        if (entry.Length < HeadLength + length)
            return false;

        tag = entry[0];
        value = entry.Slice(HeadLength, length);
        entry = entry[(HeadLength + length)..];
        return true;
    }

    private static bool IsInOrder(int tag, int last) => tag > last || (tag == FactorTag && last == FactorTag);

    private static bool IsWellFormed(int tag, ReadOnlySpan<byte> value)
    {
        // A later version may add fields; the signature vouches for them.
        if (tag >= Known.Length)
            return true;
        var (_, form, length) = Known[tag];
        return (length == 0 || value.Length == length) && form switch
        {
            Form.Text => Utf8.IsValid(value),
            Form.Outcome => value[0] <= 2,
            Form.Factor => value.Length >= 2 && value[0] <= 1 && value.Length >= 2 + value[1] && Utf8.IsValid(value[2..]),
            _ => true,
        };
    }

    private static string Show(Form form, ReadOnlySpan<byte> value) => form switch
    {
        Form.Text => Encoding.UTF8.GetString(value),
        Form.Number => BinaryPrimitives.ReadInt64LittleEndian(value).ToString(CultureInfo.InvariantCulture),
        Form.Instant => TryReadInstant(value, out var at) ? at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture) : "",
        Form.Outcome => value[0] switch { 0 => "success", 1 => "denied", _ => "failed" },
        Form.Guid => new Guid(value, bigEndian: true).ToString("D"),
        Form.Factor => ShowFactor(value),
        _ => Hex(value),
    };

    private static string ShowFactor(ReadOnlySpan<byte> value)
    {
        var name = Encoding.UTF8.GetString(value.Slice(2, value[1]));
        return $"{name} {(value[0] == 1 ? "permits" : "denies")}: {Encoding.UTF8.GetString(value[(2 + value[1])..])}";
    }

    private static bool TryReadInstant(ReadOnlySpan<byte> value, out DateTimeOffset at)
    {
        at = default;
        var microseconds = BinaryPrimitives.ReadInt64LittleEndian(value);
        var most = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var least = (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (microseconds < least || microseconds > most)
            return false;
        at = DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    private static string Hex(ReadOnlySpan<byte> value) => Convert.ToHexStringLower(value);
}
