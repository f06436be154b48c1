using System.Buffers.Binary;
using System.Text;

namespace RealtimeCare.Audit.Trail;

/// <summary>Writes fields one behind the other: tag, length, value. A value that is absent leaves no bytes.</summary>
internal ref struct FieldWriter(Span<byte> destination)
{
    private const int HeadLength = 3;
    private const int MostTextBytes = 1024;

    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    public void Text(EntryField field, string? value)
    {
        if (value is null)
            return;
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > MostTextBytes)
            throw new ArgumentException($"The entry's {field} is longer than {MostTextBytes} bytes.");

        Encoding.UTF8.GetBytes(value, Next(field, length));
    }

    public void Number(EntryField field, long? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteInt64LittleEndian(Next(field, sizeof(long)), number);
    }

    public void Bytes(EntryField field, scoped ReadOnlySpan<byte> value) => value.CopyTo(Next(field, value.Length));

    public void Guid(EntryField field, Guid? value)
    {
        if (value is { } id)
            id.TryWriteBytes(Next(field, 16), bigEndian: true, out _);
    }

    public void Factor(EntryFactor factor)
    {
        var nameLength = Encoding.UTF8.GetByteCount(factor.Name);
        var reasonLength = Encoding.UTF8.GetByteCount(factor.Reason);
        if (nameLength > byte.MaxValue || reasonLength > MostTextBytes)
            throw new ArgumentException("A factor of the entry is too long.");

        var value = Next(EntryField.Factor, 2 + nameLength + reasonLength);
        value[0] = factor.Permits ? (byte)1 : (byte)0;
        value[1] = (byte)nameLength;
        Encoding.UTF8.GetBytes(factor.Name, value[2..]);
        Encoding.UTF8.GetBytes(factor.Reason, value[(2 + nameLength)..]);
    }

    public Span<byte> Next(EntryField field, int length)
    {
        if (Length + HeadLength + length > _destination.Length)
            throw new ArgumentException("The entry is too long for the trail.");

        var at = Length;
        _destination[at] = (byte)field;
        BinaryPrimitives.WriteUInt16LittleEndian(_destination[(at + 1)..], (ushort)length);
        Length += HeadLength + length;
        return _destination.Slice(at + HeadLength, length);
    }
}
