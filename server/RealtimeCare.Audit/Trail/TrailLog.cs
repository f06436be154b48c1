using Microsoft.Extensions.Logging;

namespace RealtimeCare.Audit.Trail;

internal static partial class TrailLog
{
    [LoggerMessage(2000, LogLevel.Information, "Audit log {Log} is open: segment {Segment}, next index {Index}.", EventName = nameof(Opened))]
    public static partial void Opened(ILogger logger, string log, long segment, long index);

    [LoggerMessage(2001, LogLevel.Warning, "Audit log {Log} left {Bytes} bytes of a frame behind that was never acknowledged.", EventName = nameof(TornTailLeft))]
    public static partial void TornTailLeft(ILogger logger, string log, int bytes);

    [LoggerMessage(2002, LogLevel.Critical, "Audit log {Log} could not be written; {Entries} entries are refused until it can.", EventName = nameof(WriteFailed))]
    public static partial void WriteFailed(ILogger logger, Exception failure, string log, int entries);

    [LoggerMessage(2003, LogLevel.Warning, "Audit log {Log} is available again at index {Index}.", EventName = nameof(Restored))]
    public static partial void Restored(ILogger logger, string log, long index);

    [LoggerMessage(2004, LogLevel.Critical, "Audit log {Log} has been waiting for its disk for {Seconds} s; entries are refused.", EventName = nameof(Stalled))]
    public static partial void Stalled(ILogger logger, string log, double seconds);

    [LoggerMessage(2005, LogLevel.Information, "Audit log {Log} is closed at {Head}.", EventName = nameof(Closed))]
    public static partial void Closed(ILogger logger, string log, string head);
}
