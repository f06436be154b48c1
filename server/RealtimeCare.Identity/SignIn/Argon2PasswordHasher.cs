using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using NSec.Cryptography;
using RealtimeCare.Identity.Accounts;

namespace RealtimeCare.Identity.SignIn;

/// <summary>Argon2id by libsodium with OWASP's first choice of cost. Callers hold a turn of <see cref="PasswordTurns"/>.</summary>
internal sealed class Argon2PasswordHasher : IPasswordHasher<Account>
{
    private const int MemoryKib = 19 * 1024;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>What a password is compared with when there is no such account, so that both ways cost the same.</summary>
    public string Decoy { get; } = Hash(RandomNumberGenerator.GetHexString(32));

    public string HashPassword(Account user, string password) => Hash(password);

    public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) =>
        Verify(hashedPassword, providedPassword);

    public static PasswordVerificationResult Verify(string hashedPassword, string password)
    {
        if (PhcString.TryParse(hashedPassword) is not { Lanes: 1 } stored) return PasswordVerificationResult.Failed;
        var hash = Derive(password, stored.Salt, stored.MemoryKib, stored.Passes, stored.Hash.Length);
        if (!CryptographicOperations.FixedTimeEquals(hash, stored.Hash)) return PasswordVerificationResult.Failed;
        var isCurrent = stored is { MemoryKib: MemoryKib, Passes: Passes, Salt.Length: SaltBytes, Hash.Length: HashBytes };
        return isCurrent ? PasswordVerificationResult.Success : PasswordVerificationResult.SuccessRehashNeeded;
    }

    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PhcString(MemoryKib, Passes, 1, salt, Derive(password, salt, MemoryKib, Passes, HashBytes)).ToString();
    }

    private static byte[] Derive(string password, byte[] salt, int memoryKib, int passes, int length)
    {
        var cost = new Argon2Parameters { MemorySize = memoryKib, NumberOfPasses = passes, DegreeOfParallelism = 1 };
        // Byte for byte: the host needs no ICU, so it cannot normalise. A client that takes more than ASCII does it (NIST SP 800-63B-4, 3.1.1.2).
        var bytes = Encoding.UTF8.GetBytes(password);
        return PasswordBasedKeyDerivationAlgorithm.Argon2id(cost).DeriveBytes(bytes, salt, length);
    }
}
