using System.Net;
using System.Text;
using System.Web;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Tests.Client;

/// <summary>An HTTP server that is a list of answers, and notes what it was asked.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> answers = new();

    public static readonly Uri Address = new("https://care.example/");

    public List<Asked> Requests { get; } = [];

    /// <summary>What its answers wait for.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public FakeServer Answers(HttpStatusCode status, string body, string type = "application/json", TimeSpan? retryAfter = null)
    {
        answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
            if (retryAfter is { } wait) answer.Headers.RetryAfter = new(wait);
            return answer;
        });
        return this;
    }

    public FakeServer Breaks(Exception fault)
    {
        answers.Enqueue(() => throw fault);
        return this;
    }

    /// <summary>Forgets what it would have answered.</summary>
    public void Forget() => answers.Clear();

    public ServerCalls Calls(TimeProvider time, RealtimeCare.Client.ITokenSource? tokens = null) => new(Address, this, tokens, time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null;
        Requests.Add(new Asked(request.Method, request.RequestUri!.AbsolutePath, request.Headers.Authorization?.ToString(), key, body));
        await Held;
        return answers.Dequeue()();
    }

    internal sealed record Asked(HttpMethod Method, string Path, string? Authorization, string? Key, string Body)
    {
        public string? Field(string name) => HttpUtility.ParseQueryString(Body)[name];
    }
}
