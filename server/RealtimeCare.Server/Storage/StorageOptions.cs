using System.ComponentModel.DataAnnotations;

namespace RealtimeCare.Server.Storage;

/// <summary>Where data is kept: section <c>RealtimeCare:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The folder of databases (<c>db</c>) and keys (<c>keys</c>). Only the service's own account may enter it.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>How long the writer waits for a lock that somebody else holds on a database file before it gives up, in seconds.</summary>
    /// <remarks>Nobody else writes these files; a backup tool may lock them for a moment.</remarks>
    [Range(1, 60)]
    public int LockTimeoutSeconds { get; set; } = 5;
}
