using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>Where a log's files lie: <c>&lt;folder&gt;/&lt;log&gt;/</c> with its segments, <c>&lt;folder&gt;/keys/</c> with its keys.</summary>
internal sealed class LogFolder(string folder, string log)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Log { get; } = log;

    public string Segments { get; } = Path.Combine(folder, log);

    public string Keys { get; } = Path.Combine(folder, "keys");

    public string SigningKey => Path.Combine(Keys, Log + ".key");

    public string PublicKey => Path.Combine(Keys, Log + ".pub");

    public string PseudonymKey => Path.Combine(Keys, "pseudonym.key");

    public void Create()
    {
        foreach (var path in (string[])[folder, Segments, Keys])
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>Takes the log for this process: two writers would fork the chain.</summary>
    public FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(Segments, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new InvalidOperationException($"The log '{Log}' in {folder} is being written by another process.", failure);
        }
    }

    public string SegmentPath(long number) => Path.Combine(Segments, SegmentName.Of(number));

    /// <summary>The segments there are, in order.</summary>
    public IReadOnlyList<long> Numbers()
    {
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(Segments, "*" + SegmentName.Extension))
        {
            if (!SegmentName.TryParse(Path.GetFileName(path), out var number))
                throw new TrailDamagedException(path, 0, "this file is not one of the log's segments.");
            numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }
}
