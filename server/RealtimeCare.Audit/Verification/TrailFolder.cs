using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>Finds the logs in a folder: the folder itself when segments lie in it, else each folder in it that holds some or has a key.</summary>
internal sealed class TrailFolder(string folder, TrailVerificationOptions options)
{
    private readonly List<VerificationProblem> _problems = [];

    public (IReadOnlyList<LogSource> Logs, IReadOnlyList<VerificationProblem> Problems) Find()
    {
        if (!Directory.Exists(folder))
        {
            Add(ProblemKind.NoLog, "", folder, "The folder does not exist.");
            return ([], _problems);
        }

        var logs = HasSegments(folder) ? FindHere() : FindBelow();
        if (logs.Count == 0 && _problems.Count == 0)
            Add(ProblemKind.NoLog, "", folder, "There is no log in this folder.");
        return (logs, _problems);
    }

    private List<LogSource> FindHere()
    {
        var path = Path.GetFullPath(folder);
        var log = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return [.. Source(log, path, options.KeysFolder ?? Path.Combine(path, "..", "keys"))];
    }

    private List<LogSource> FindBelow()
    {
        var keys = options.KeysFolder ?? Path.Combine(folder, "keys");
        var names = Directory.EnumerateDirectories(folder).Where(HasSegments).Select(path => Path.GetFileName(path)!)
            .Concat(options.Expect.Select(head => head.Log));
        if (options.PublicKey is null && Directory.Exists(keys))
            names = names.Concat(Directory.EnumerateFiles(keys, "*.pub").Select(path => Path.GetFileNameWithoutExtension(path)));
        return [.. names.Distinct().Order(StringComparer.Ordinal).SelectMany(log => Source(log, Path.Combine(folder, log), keys))];
    }

    private IEnumerable<LogSource> Source(string log, string path, string keys)
    {
        var segments = Segments(log, path);
        if (segments.Count == 0)
        {
            Add(ProblemKind.NoLog, log, path, "The log has no segments.");
            yield break;
        }

        var file = Path.Combine(keys, log + ".pub");
        if (options.PublicKey is { } given)
            yield return new LogSource(log, path, segments, given, "given");
        else if (TryReadKey(file) is { } key)
            yield return new LogSource(log, path, segments, key, file);
        else
            Add(ProblemKind.NoKey, log, file, "There is no public key to verify the log with.");
    }

    private List<SegmentSource> Segments(string log, string path)
    {
        var segments = new List<SegmentSource>();
        if (!Directory.Exists(path))
            return segments;
        foreach (var file in Directory.EnumerateFiles(path, "*" + SegmentName.Extension))
        {
            if (SegmentName.TryParse(Path.GetFileName(file), out var number))
                segments.Add(new SegmentSource(number, file, () => Read(file)));
            else
                Add(ProblemKind.ForeignSegment, log, file, "This file's name is not that of a segment.");
        }

        segments.Sort((one, other) => one.Number.CompareTo(other.Number));
        return segments;
    }

    private static bool HasSegments(string path) => Directory.EnumerateFiles(path, "*" + SegmentName.Extension).Any();

    private static TrailPublicKey? TryReadKey(string file)
    {
        try
        {
            return File.Exists(file) ? TrailPublicKey.Parse(File.ReadAllText(file)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a segment that its writer may have open.</summary>
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    private void Add(ProblemKind kind, string log, string path, string text) =>
        _problems.Add(new VerificationProblem(kind, log, path, 0, null, null, text));
}
