using RealtimeCare.Client.Offline;

namespace RealtimeCare.Tests.Client;

/// <summary>What waits is opened as it was sealed, whoever seals and opens at the same time.</summary>
public sealed class WaitingCiphers
{
    [Fact]
    public void One_is_opened_while_others_are_sealed()
    {
        using var cipher = new OfflineCipher();

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, number =>
        {
            var invocation = Guid.NewGuid();
            var text = BitConverter.GetBytes(number);
            Assert.Equal(number, BitConverter.ToInt32(cipher.Open(cipher.Seal(text, invocation), invocation)));
        });
    }
}
