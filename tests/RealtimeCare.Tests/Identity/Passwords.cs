using Microsoft.AspNetCore.Identity;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.SignIn;

namespace RealtimeCare.Tests.Identity;

public sealed class Passwords
{
    // Made by another implementation (hash-wasm): same password, the salt 00 01 02 … 0f.
    private const string Current = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$/t+s6cVh2XO+tmKyfnxoZUVS7b8xDlXRDuL5ilg455w";
    private const string Cheap = "$argon2id$v=19$m=8192,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$h+1XJ8C/vYFGXJqGopGGSA4WWUHKnOeoKbccZFvJnvU";

    [Theory]
    [InlineData(Current, "Correct-Horse-7", PasswordVerificationResult.Success)]
    [InlineData(Cheap, "Correct-Horse-7", PasswordVerificationResult.SuccessRehashNeeded)]
    [InlineData(Current, "Correct-Horse-8", PasswordVerificationResult.Failed)]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$/t+s6cVh2XO+tmKyfnxoZUVS7b8xDlXRDuL5ilg455w", "Correct-Horse-7", PasswordVerificationResult.Failed)]
    [InlineData("not a hash", "Correct-Horse-7", PasswordVerificationResult.Failed)]
    [InlineData("", "", PasswordVerificationResult.Failed)]
    public void A_hash_of_another_hand_is_verified(string hash, string password, PasswordVerificationResult expected)
    {
        Assert.Equal(expected, Argon2PasswordHasher.Verify(hash, password));
    }

    [Fact]
    public void A_hash_has_the_standard_form_and_a_salt_of_its_own()
    {
        var (hasher, account) = (new Argon2PasswordHasher(), new Account { Tenant = "t" });

        var (one, other) = (hasher.HashPassword(account, "Correct-Horse-7"), hasher.HashPassword(account, "Correct-Horse-7"));

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
        Assert.Equal(PasswordVerificationResult.Success, hasher.VerifyHashedPassword(account, one, "Correct-Horse-7"));
    }

    [Theory]
    [InlineData("Correct-Horse-7", true)]
    [InlineData("Short-1aB", false)]
    [InlineData("correct-horse-7", false)]
    [InlineData("CORRECT-HORSE-7", false)]
    [InlineData("Correct-Horse-X", false)]
    [InlineData("CorrectHorse777", false)]
    [InlineData("Aa1-Aa1-Aa1-Aa1", false)]
    [InlineData("xx-Nora-1234567", false)]
    public void Passwords_are_long_mixed_and_not_the_name(string password, bool isGood)
    {
        Assert.Equal(isGood, PasswordPolicy.Mistake(password, "nora") is null);
    }
}
