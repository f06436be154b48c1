using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Cli.Terminal;

/// <summary>Failures in words: what was refused and what to do. Never a stack trace.</summary>
internal static class ErrorText
{
    /// <summary>Whether it is a failure that the tool can explain, and not a bug of it.</summary>
    public static bool IsExpected(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        CliException or CareException or ServerNotTrustedException or SessionEndedException or SubscriptionEndedException => true,
        HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException => true,
        System.Net.WebSockets.WebSocketException or Microsoft.AspNetCore.SignalR.HubException => true,
        _ => false,
    };

    /// <summary>The text for people.</summary>
    public static string Of(Exception failure) => failure switch
    {
        CareException { Error: var error, Path: var path } refusal =>
            $"{error.Message} Code {(int)error.Code}{(path is null ? "" : $" at {path}")}, request {error.RequestId}. {Advice(error)}{Kept(refusal)}",
        SessionEndedException { Reason: var reason } => $"The session has ended: {reason}. Sign in again, where that is allowed.",
        SubscriptionEndedException { Reason: var reason } => $"Following has ended: {reason}.",
        ServerNotTrustedException { Reason: DistrustReason.UntrustedChain } =>
            "The server's certificate is not vouched for. Give the server's CA file with --ca.",
        HttpRequestException unreachable => $"The server cannot be reached: {unreachable.Message} Check --server, and whether the host runs.",
        OperationCanceledException or TimeoutException => "The server did not answer in time. Try again.",
        _ => failure.Message,
    };

    private static string Kept(CareException refusal) => refusal switch
    {
        { QuarantineId: { } id } => $" It is kept: quarantine fix {id}.",
        { QuarantineFull: true } => " It is not kept: the quarantine is full.",
        _ => "",
    };

    private static string Advice(CareError error) => ((int)error.Code / 100) switch
    {
        40 => "Correct the input.",
        41 => "This sign-in may not do it, or it does not exist; an administrator can grant it.",
        42 when error.RetryAfterMs is { } wait => $"Try again in {Math.Ceiling(wait / 1000.0):0} s.",
        42 => "Try again later.",
        43 when error.MaxAgeSeconds is { } age => $"Sign in again, no longer ago than {age} s.",
        43 => "Sign in again: check user name and password.",
        _ => "Ask an administrator.",
    };
}
