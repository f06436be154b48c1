using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Tests.Problems;

public sealed class CodedProblemTests
{
    [Fact]
    public async Task A_sign_in_that_is_too_old_is_challenged_as_RFC_9470_says()
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };

        await new CodedProblem(ErrorCode.InsufficientAuthentication) { MaxAgeSeconds = 300 }.ExecuteAsync(context);

        Assert.Equal(StatusCodes.Status401Unauthorized, context.Response.StatusCode);
        Assert.Equal("Bearer error=\"insufficient_user_authentication\", max_age=300", context.Response.Headers.WWWAuthenticate.ToString());
    }

    [Fact]
    public void Every_code_has_a_text_and_a_status_of_refusal()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            Assert.NotEmpty(ErrorText.Of(code));
            Assert.InRange(CodedProblem.StatusOf(code), 400, 503);
        }
    }

    [Fact]
    public void The_error_carries_the_age_over_the_wire()
    {
        var error = new CareError(ErrorCode.InsufficientAuthentication, "Sign in again.", "request") { MaxAgeSeconds = 300 };

        Assert.Equal(error, CareError.FromWire(error.ToWire()));
    }
}
