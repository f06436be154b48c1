using System.Buffers;
using System.Runtime.CompilerServices;

namespace RealtimeCare.Policy.Shaping;

/// <summary>The names already seen in every object that is open, to find one that comes twice.</summary>
internal ref struct NameFrames(ReadOnlySpan<byte> input)
{
    // No FHIR element has that many members; comparing names stays cheap whatever is sent.
    private const int MostNames = 256;

    private readonly ReadOnlySpan<byte> input = input;
    private (int Start, int Length)[] names = ArrayPool<(int, int)>.Shared.Rent(64);
    private readonly Frame[] open = ArrayPool<Frame>.Shared.Rent(65);
    private int count;

    /// <summary>Opens a frame for an object.</summary>
    public readonly Frame Open() => new(count);

    /// <summary>Closes the frame that was opened last.</summary>
    public void Close(Frame frame) => count = frame.First;

    /// <summary>False when the name is there already, or there are too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ref Frame frame, int start, int length)
    {
        var name = input.Slice(start, length);
        var bit = Bit(name);
        if ((frame.Seen & bit) != 0 && (count - frame.First >= MostNames || Holds(frame.First, name))) return false;

        frame.Seen |= bit;
        var at = count;
        if ((uint)at >= (uint)names.Length) Grow();
        names[at] = (start, length);
        count = at + 1;
        return true;
    }

    // More than 64 names share a bit, so that the limit is met where it matters.
    private static ulong Bit(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 1 : 1UL << (int)((((uint)name.Length * 0x9E37_79B1u) ^ (name[0] * 0x85EB_CA6Bu) ^ (name[name.Length / 2] * 0xC2B2_AE35u) ^ (name[^1] * 0x27D4_EB2Fu)) >> 26);

    /// <summary>Opens a frame for the object at a depth.</summary>
    public readonly void OpenAt(int depth) => open[depth] = Open();

    /// <summary>Adds a name to the object at a depth.</summary>
    public bool AddAt(int depth, int start, int length) => Add(ref open[depth], start, length);

    /// <summary>Closes the frame of the object at a depth.</summary>
    public void CloseAt(int depth) => Close(open[depth]);

    public readonly void Return()
    {
        ArrayPool<(int, int)>.Shared.Return(names);
        ArrayPool<Frame>.Shared.Return(open);
    }

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
