using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>The signing key of a log: made when the log begins, and from then on demanded.</summary>
internal static class LogKeys
{
    /// <summary>
    /// Loads the key, or makes a provisional one while the log has no segment. A key with no segments means that the log was deleted;
    /// segments with no key mean that nobody can continue them.
    /// </summary>
    public static SigningKey Open(LogFolder folder, bool hasSegments)
    {
        if (File.Exists(folder.SigningKey))
        {
            return hasSegments
                ? SigningKey.Load(folder.SigningKey)
                : throw new TrailDamagedException(folder.Segments, 0, "the log has a signing key but not one segment; it was removed.");
        }

        var provisional = Provisional(folder);
        if (File.Exists(provisional))
            return SigningKey.Load(provisional);
        if (hasSegments)
            throw new TrailDamagedException(folder.SigningKey, 0, "the log has segments but its signing key is gone.");

        var key = SigningKey.Create();
        key.Save(provisional);
        return key;
    }

    /// <summary>Called once the log has a durable segment: from now on its absence is a finding.</summary>
    public static void Confirm(LogFolder folder, SigningKey key)
    {
        if (!File.Exists(folder.PublicKey))
            KeyFile.CreatePublic(folder.PublicKey, key.Public.ToString());
        if (File.Exists(Provisional(folder)))
            File.Move(Provisional(folder), folder.SigningKey, overwrite: false);
        DirectorySync.Flush(folder.Keys);
    }

    private static string Provisional(LogFolder folder) => folder.SigningKey + ".new";
}
