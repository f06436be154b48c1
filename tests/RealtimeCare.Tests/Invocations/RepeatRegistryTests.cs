using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Tests.Invocations;

public sealed class RepeatRegistryTests
{
    private const string Session = "session-1";
    private static readonly CallOutcome Done = new("answer", null);
    private readonly FakeTimeProvider clock = new();
    private readonly RepeatRegistry calls;

    public RepeatRegistryTests() => calls = new RepeatRegistry(clock);

    [Fact]
    public async Task A_repeat_is_the_first_call_and_has_its_outcome()
    {
        var id = Guid.NewGuid();
        var first = Begin(id);

        var (running, isRepeat) = calls.Begin(Session, id, [1]);
        var before = running!.Done.IsCompleted;
        calls.Finish(Session, id, first, Done);

        Assert.True(isRepeat);
        Assert.Same(first, running);
        Assert.False(before);
        Assert.Same(Done, await running.Done);
    }

    [Fact]
    public void The_same_id_in_another_session_is_another_call()
    {
        var id = Guid.NewGuid();
        Begin(id);

        Assert.False(calls.Begin("session-2", id, [1]).IsRepeat);
    }

    [Fact]
    public void The_same_id_with_something_else_is_refused()
    {
        var id = Guid.NewGuid();
        Begin(id);

        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<CareRefusalException>(() => calls.Begin(Session, id, [2])).Code);
    }

    [Fact]
    public async Task A_call_that_was_given_up_is_told_to_who_waits_and_begins_anew()
    {
        var id = Guid.NewGuid();
        var first = Begin(id);
        var waiting = calls.Begin(Session, id, [1]).Call!;

        calls.Finish(Session, id, first, null);

        Assert.Null(await waiting.Done);
        Assert.False(calls.Begin(Session, id, [1]).IsRepeat);
        Assert.Equal(1, calls.Count);
    }

    [Fact]
    public void An_outcome_is_kept_for_5_minutes_after_the_answer_and_a_running_call_until_it_has_one()
    {
        var (answered, running) = (Guid.NewGuid(), Guid.NewGuid());
        var first = Begin(answered);
        Begin(running);
        clock.Advance(TimeSpan.FromMinutes(4));
        calls.Finish(Session, answered, first, Done);

        clock.Advance(TimeSpan.FromMinutes(4.9));
        var inTime = calls.Begin(Session, answered, [1]).IsRepeat;
        clock.Advance(TimeSpan.FromMinutes(0.1));
        calls.Forget();

        Assert.True(inTime);
        Assert.Equal(1, calls.Count);
        Assert.True(calls.Begin(Session, running, [1]).IsRepeat);
        Assert.False(calls.Begin(Session, answered, [1]).IsRepeat);
    }

    [Fact]
    public void The_oldest_that_is_answered_makes_room_and_nothing_that_runs()
    {
        var ids = Enumerable.Range(0, RepeatRegistry.MostOfSession).Select(_ => Guid.NewGuid()).ToList();
        var all = ids.ConvertAll(Begin);
        var busy = Assert.Throws<CareRefusalException>(() => Begin(Guid.NewGuid()));
        foreach (var (id, call) in ids.Zip(all).Skip(1)) calls.Finish(Session, id, call, Done);

        Begin(Guid.NewGuid());

        Assert.Equal(ErrorCode.Busy, busy.Code);
        Assert.Equal(RepeatRegistry.MostOfSession, calls.Count);
        Assert.True(calls.Begin(Session, ids[0], [1]).IsRepeat);
        Assert.True(calls.Begin(Session, ids[2], [1]).IsRepeat);
        Assert.False(calls.Begin(Session, ids[1], [1]).IsRepeat);
    }

    [Fact]
    public void Beyond_what_a_node_keeps_a_call_is_carried_out_and_not_kept()
    {
        for (var number = 0; number < RepeatRegistry.MostOfAll; number++) calls.Begin($"session-{number}", Guid.NewGuid(), [1]);

        var beyond = calls.Begin("one-more", Guid.NewGuid(), [1]);
        calls.Forget("session-7");

        Assert.Equal((null, false), beyond);
        Assert.NotNull(calls.Begin("one-more", Guid.NewGuid(), [1]).Call);
    }

    [Fact]
    public void Nothing_is_left_of_a_session_that_has_ended_and_what_still_runs_comes_to_its_end()
    {
        var id = Guid.NewGuid();
        var first = Begin(id);
        calls.Forget(Session);

        var anew = Begin(id);
        calls.Finish(Session, id, first, null);

        Assert.Same(anew, calls.Begin(Session, id, [1]).Call);
        calls.Forget(Session);
        Assert.Equal(0, calls.Count);
        Assert.False(calls.Has(Session));
    }

    [Fact]
    public void Of_large_answers_a_session_keeps_its_last_and_the_small_ones_between_them()
    {
        var (small, large) = (Guid.NewGuid(), Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList());
        Keep(Session, large[0], RepeatRegistry.MostBytesOfSession / 4);
        calls.Finish(Session, small, Begin(small), Done);
        foreach (var id in large.Skip(1)) Keep(Session, id, RepeatRegistry.MostBytesOfSession / 4);

        Assert.Equal([false, false, true, true, true], large.ConvertAll(IsKept));
        Assert.True(IsKept(small));
    }

    [Fact]
    public async Task An_answer_too_large_for_a_session_is_told_to_who_waits_and_makes_nobody_go()
    {
        var (other, id) = (Guid.NewGuid(), Guid.NewGuid());
        Keep(Session, other, RepeatRegistry.MostBytesOfSession / 2);
        var first = Begin(id);
        var waiting = calls.Begin(Session, id, [1]).Call!;
        var outcome = Large(RepeatRegistry.MostBytesOfSession);

        calls.Finish(Session, id, first, outcome);

        Assert.Same(outcome, await waiting.Done);
        Assert.Equal((true, false), (IsKept(other), IsKept(id)));
    }

    [Fact]
    public void Beyond_the_bytes_that_a_node_keeps_only_small_answers_are_kept_until_others_go()
    {
        const int one = RepeatRegistry.MostBytesOfSession / 2;
        for (var number = 0; number < RepeatRegistry.MostBytesOfAll / one; number++) Keep($"session-{number}", Guid.NewGuid(), one - 100);
        var (beyond, small, after) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        Keep(Session, beyond, one);
        calls.Finish(Session, small, Begin(small), Done);
        calls.Forget("session-7");
        Keep(Session, after, one - 100);

        Assert.Equal((false, true, true), (IsKept(beyond), IsKept(small), IsKept(after)));
    }

    [Fact]
    public void What_cannot_be_measured_is_not_kept()
    {
        var id = Guid.NewGuid();

        calls.Finish(Session, id, Begin(id), new CallOutcome(new Endless(), null));

        Assert.False(IsKept(id));
    }

    private static CallOutcome Large(int bytes) => new(new string('x', bytes), null);

    private void Keep(string session, Guid id, int bytes) => calls.Finish(session, id, calls.Begin(session, id, [1]).Call!, Large(bytes));

    private bool IsKept(Guid id)
    {
        var (call, isRepeat) = calls.Begin(Session, id, [1]);
        if (!isRepeat) calls.Finish(Session, id, call!, null);
        return isRepeat;
    }

    private sealed record Endless
    {
        public Endless Self => this;
    }

    private KeptCall Begin(Guid id) => calls.Begin(Session, id, [1]) is { Call: { } call, IsRepeat: false } ? call : throw new InvalidOperationException("It is known.");
}
