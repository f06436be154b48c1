namespace RealtimeCare.Audit.Storage;

/// <summary>What the trail asks of a disk. A seam, so that a test can let each step fail.</summary>
internal interface ISegmentDisk
{
    /// <summary>Makes a file of zeros whose space is already taken.</summary>
    ISegmentFile Create(string path, long length);

    /// <summary>Gives a finished file its final name, durably.</summary>
    void Publish(string temporary, string final);
}
