namespace RealtimeCare.Host.Settings;

/// <summary>What an operator may set under <c>RealtimeCare:Host</c>. None of it turns a protection off.</summary>
public sealed class HostOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "RealtimeCare:Host";

    /// <summary>Where everything that must last is kept; relative paths start at the working directory.</summary>
    public string DataFolder { get; set; } = "realtimecare-data";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; set; } = 5443;

    /// <summary>The network address to listen on: <c>loopback</c>, <c>any</c> or an IP address.</summary>
    public string Address { get; set; } = "loopback";

    /// <summary>The https origin under which clients reach this host; the default is <c>https://localhost:{port}</c>.</summary>
    public string? PublicOrigin { get; set; }

    /// <summary>How the host says that it is ready: <c>text</c> for people, <c>json</c> for a parent process.</summary>
    public string Announce { get; set; } = "text";

    /// <summary>Stop when the standard input closes, so that a parent process never leaves a host behind.</summary>
    public bool ExitOnStdinClose { get; set; }
}
