using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RealtimeCare.Testing;

/// <summary>What the bare client complained about: it drops what it cannot read and only its log says so.</summary>
internal sealed class ClientLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel)) lines.Enqueue($"{formatter(state, exception)} {exception?.Message}".Trim());
    }

    public void Dispose()
    {
    }

    public override string ToString() => string.Join("; ", lines);
}
