using System.Buffers.Binary;

namespace RealtimeCare.Tests.Audit;

/// <summary>Takes segments apart by the layout alone, the way somebody with an editor would.</summary>
internal static class SegmentBytes
{
    public readonly record struct Part(int Offset, int Length)
    {
        public int End => Offset + Length;
    }

    public static byte[] Read(string path) => File.ReadAllBytes(path);

    public static int HeaderLength(byte[] segment) => BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(8));

    public static IReadOnlyList<Part> Frames(byte[] segment)
    {
        var frames = new List<Part>();
        var offset = HeaderLength(segment);
        while (offset + 8 < segment.Length && segment.AsSpan(offset, 4).SequenceEqual("RCF1"u8))
        {
            frames.Add(new Part(offset, BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(offset + 4))));
            offset = frames[^1].End;
        }

        return frames;
    }

    public static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        Replace(path, bytes);
    }

    public static void Replace(string path, byte[] bytes) => File.WriteAllBytes(path, bytes);

    /// <summary>Puts a segment together from its header and frames, in any order.</summary>
    public static void Assemble(string path, byte[] from, IEnumerable<Part> frames)
    {
        var bytes = from[..HeaderLength(from)].Concat(frames.SelectMany(frame => from[frame.Offset..frame.End])).ToArray();
        Replace(path, bytes);
    }

    public static void CopyKeys(TrailDesk from, TrailDesk to)
    {
        var folder = Directory.CreateDirectory(Path.Combine(to.Folder, "keys")).FullName;
        foreach (var key in Directory.GetFiles(Path.Combine(from.Folder, "keys")))
            File.Copy(key, Path.Combine(folder, Path.GetFileName(key)));
    }
}
