using System.Security.Cryptography;

namespace RealtimeCare.Hammer.World;

/// <summary>A service that publishes, with its key.</summary>
internal sealed record Monitor(string ClientId, ECDsa Key)
{
    public override string ToString() => ClientId;
}
