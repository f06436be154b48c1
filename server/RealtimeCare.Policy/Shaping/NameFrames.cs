using System.Buffers;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The names already seen in every object that is open, to find one that comes twice.</summary>
internal ref struct NameFrames(ReadOnlySpan<byte> input)
{
    // No FHIR element has that many members; comparing names stays cheap whatever is sent.
    private const int MostNames = 256;

    private readonly ReadOnlySpan<byte> input = input;
    private (int Start, int Length)[] names = ArrayPool<(int, int)>.Shared.Rent(64);
    private int count;

    /// <summary>Opens a frame for an object.</summary>
    public readonly Frame Open() => new(count);

    /// <summary>Closes the frame that was opened last.</summary>
    public void Close(Frame frame) => count = frame.First;

    /// <summary>False when the name is there already, or there are too many.</summary>
    public bool Add(ref Frame frame, int start, int length)
    {
        if (count - frame.First == MostNames) return false;
        var name = input.Slice(start, length);
        var bit = 1UL << ((length + (name.IsEmpty ? 0 : (name[0] * 3) + (name[length / 2] * 5) + (name[^1] * 7))) & 63);
        if ((frame.Seen & bit) != 0 && Holds(frame.First, name)) return false;

        frame.Seen |= bit;
        if (count == names.Length) Grow();
        names[count++] = (start, length);
        return true;
    }

    public void Return() => ArrayPool<(int, int)>.Shared.Return(names);

    private readonly bool Holds(int first, ReadOnlySpan<byte> name)
    {
        for (var i = first; i < count; i++)
            if (names[i].Length == name.Length && input.Slice(names[i].Start, name.Length).SequenceEqual(name)) return true;
        return false;
    }

    private void Grow()
    {
        var larger = ArrayPool<(int, int)>.Shared.Rent(names.Length * 2);
        names.AsSpan(0, count).CopyTo(larger);
        ArrayPool<(int, int)>.Shared.Return(names);
        names = larger;
    }

    public struct Frame(int first)
    {
        public int First { get; } = first;

        public ulong Seen { get; set; }
    }
}
