using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Host.Listening;

/// <summary>The last resort: an exception that nobody expected is logged once, and the caller hears a code and where to look it up.</summary>
internal static class UnexpectedAnswers
{
    public static void UseUnexpectedAnswers(this IApplicationBuilder app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        // A body that is too large or broken is the caller's fault, not a bug.
        StatusCodeSelector = static e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        ExceptionHandler = static context => new CodedProblem(CodeOf(context.Response.StatusCode)).ExecuteAsync(context),
    });

    private static ErrorCode CodeOf(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => ErrorCode.TooLarge,
        < StatusCodes.Status500InternalServerError => ErrorCode.InvalidRequest,
        _ => ErrorCode.Unavailable,
    };
}
