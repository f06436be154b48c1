using System.Buffers.Text;
using System.Security.Cryptography;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>Random passwords for the accounts of a throw-away world.</summary>
internal static class Secrets
{
    /// <summary>A new password, with every kind of character that a rule may ask for.</summary>
    public static string NewPassword() => $"Demo-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15))}-7";
}
