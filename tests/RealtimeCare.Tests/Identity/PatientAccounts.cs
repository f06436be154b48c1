using System.Net;
using System.Text.Json;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class PatientAccounts(IssuerWorld world)
{
    [Fact]
    public async Task A_patients_tokens_say_which_patient_it_is_also_after_a_refresh()
    {
        var patientId = Guid.NewGuid().ToString();
        var (name, id) = await world.AdmitAsync(patientId);

        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password);
        var answer = (await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok();
        var refreshed = TokenPair.From(answer);

        Assert.Equal((id, patientId, "patient/*.rs", "PATRQT"), (tokens.Subject, Text(tokens, "patient"), Text(tokens, "scope"), Text(tokens, "purpose_of_use")));
        Assert.Equal((patientId, "patient/*.rs"), (Text(refreshed, "patient"), Text(refreshed, "scope")));
        Assert.Equal(patientId, answer.Json.GetProperty("patient").GetString());
        Assert.Contains(world.Trail.Entries, e => e.Kind == EntryKinds.AccountChanged && e.Target == id && e.Patient == patientId);
    }

    [Fact]
    public async Task Nobody_names_a_patient_while_signing_in()
    {
        var (patient, _) = await world.AdmitAsync("patient-own");
        var (nurse, _) = await world.HireAsync("nurse");
        (string, string)[] wishes =
        [
            ("patient", "patient-other"), ("patientId", "patient-other"), ("patient_id", "patient-other"), ("launch", "patient-other"),
            ("claims", """{"access_token":{"patient":{"value":"patient-other"}}}"""), ("login_hint", "patient-other"),
        ];

        var own = await SignIn.AsPersonAsync(world.Api, patient, The.Password, null, wishes);
        var refreshed = TokenPair.From((await SignIn.RefreshAsync(world.Api, own.Refresh!, wishes)).Ok());
        var none = await SignIn.AsPersonAsync(world.Api, nurse, The.Password, null, wishes);

        Assert.Equal(("patient-own", "patient-own"), (Text(own, "patient"), Text(refreshed, "patient")));
        Assert.False(none.Claims.TryGetProperty("patient", out _));
    }

    [Theory]
    [InlineData("patient", "user/*.rs")]
    [InlineData("patient", "system/*.rs")]
    [InlineData("patient", "realtimecare/users.admin")]
    [InlineData("nurse", "patient/*.rs")]
    [InlineData("proxy", "patient/*.rs")]
    public async Task Nobody_steps_into_anothers_context(string role, string scope)
    {
        var (name, _) = role == "patient" ? await world.AdmitAsync("patient-1") : await world.HireAsync(role);

        var answer = await SignIn.ChallengeAsync(world.Api, name, The.Password, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", scope);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData(""" "roles":["patient"] """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":null """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":"" """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":"a b" """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":"../p" """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":"Patient/p" """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":"p\n" """, "patientId")]
    [InlineData(""" "roles":["patient"],"patientId":["p","q"] """, null)]
    [InlineData(""" "roles":["patient","nurse"],"patientId":"p" """, "roles")]
    [InlineData(""" "roles":["nurse"],"patientId":"p" """, "patientId")]
    [InlineData(""" "roles":["proxy"],"patientId":"p" """, "patientId")]
    [InlineData(""" "roles":["Patient"],"patientId":"p" """, "roles")]
    [InlineData(""" "roles":["service"] """, "roles")]
    public async Task A_patient_belongs_to_the_role_and_the_role_to_a_patient(string members, string? path)
    {
        var body = $$"""{"userName":"{{Some.UserName("x")}}","password":"{{The.Password}}",{{members}}}""";

        var answer = await world.Api.PostTextAsync("/api/v1/users", body, await world.AdministratorAsync());

        Assert.Equal((HttpStatusCode.BadRequest, 4000), (answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.TryGetProperty("path", out var where) ? where.GetString() : null);
    }

    [Fact]
    public async Task A_patients_account_stays_one_and_no_other_becomes_one()
    {
        var (_, patient) = await world.AdmitAsync("patient-1");
        var (_, nurse) = await world.HireAsync("nurse");
        var admin = await world.AdministratorAsync();

        Answer[] refused =
        [
            await RolesAsync(patient, "nurse"), await RolesAsync(patient, "patient", "nurse"),
            await RolesAsync(nurse, "patient"), await RolesAsync(nurse, "nurse", "patient"),
        ];
        var moved = await world.Api.PatchAsync($"/api/v1/users/{patient}", new { patientId = "patient-2" }, admin);
        var same = await RolesAsync(patient, "patient");

        Assert.All(refused, a => Assert.Equal((HttpStatusCode.BadRequest, "roles"), (a.Status, a.Json.GetProperty("path").GetString())));
        Assert.Equal((HttpStatusCode.BadRequest, 4000), (moved.Status, moved.Code));
        Assert.Equal((HttpStatusCode.OK, "patient-1"), (same.Status, same.Json.GetProperty("patientId").GetString()));

        Task<Answer> RolesAsync(string user, params string[] roles) => world.Api.PatchAsync($"/api/v1/users/{user}", new { roles }, admin);
    }

    private static string? Text(TokenPair tokens, string claim) => tokens.Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
