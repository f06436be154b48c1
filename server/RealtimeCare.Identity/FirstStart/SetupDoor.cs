using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCare.Identity.Accounts;

namespace RealtimeCare.Identity.FirstStart;

/// <summary>The way in when there is nobody yet: one random code, shown once, kept as a hash in memory, worth five tries.</summary>
public sealed class SetupDoor : IDisposable
{
    private const int Tries = 5;
    private const int CodeBytes = 16;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger<SetupDoor> _logger;
    private byte[]? _hash;
    private int _failures;

    internal SetupDoor(IServiceScopeFactory scopes, ILogger<SetupDoor> logger) => (_scopes, _logger) = (scopes, logger);

    /// <summary>One setup at a time, so that the code cannot make two administrators.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Makes a code when no account exists; it replaces the one before.</summary>
    /// <returns>The code to show to the operator, or null when setup was done.</returns>
    public async Task<string?> IssueCodeAsync(CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<AccountStore>().AnyAsync(cancellationToken)) return null;
        var code = string.Join('-', Convert.ToHexString(RandomNumberGenerator.GetBytes(CodeBytes)).Chunk(8).Select(c => new string(c)));
        (_hash, _failures) = (Hash(code), 0);
        return code;
    }

    /// <summary>Whether this is the code; a wrong one is counted and after the fifth none is right. Holds <see cref="Turn"/>.</summary>
    internal bool Opens(string? code)
    {
        if (_hash is null) return false;
        if (CryptographicOperations.FixedTimeEquals(Hash(code ?? ""), _hash)) return true;
        if (++_failures < Tries) return false;
        _hash = null;
        IdentityLog.SetupClosed(_logger, _failures);
        return false;
    }

    /// <summary>Setup is done: no code is right any more.</summary>
    internal void Close() => _hash = null;

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();

    private static byte[] Hash(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(code.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant()));
}
