import Testing

@testable import AfterglowTesting

@Suite struct AnsweredRequestsTests {
  private let finished =
    "info afterglow: request-id=a task-results=mail:failed:1.5;log%3A:succeeded:2 Answered a request."

  @Test func tasksAreAwaitedUntilTheirLineIsThere() {
    var requests = AnsweredRequests()
    requests.add(requestID: "a")
    #expect(requests.takeTasks() == nil)
    #expect(requests.unfinished == ["a"])
    requests.read(["something else", finished])
    let tasks = requests.takeTasks()
    #expect(tasks?.map(\.name) == ["mail", "log:"])
    #expect(tasks?.map(\.result) == [.failed, .succeeded])
    #expect(tasks?.first?.duration == .milliseconds(1.5))
  }

  @Test func aRequestIsToldOfOnce() {
    var requests = AnsweredRequests()
    requests.add(requestID: "a")
    requests.read([finished])
    #expect(requests.takeTasks()?.count == 2)
    #expect(requests.takeTasks()?.isEmpty == true)
  }

  @Test func requestsWithTheSameIdAreCounted() {
    var requests = AnsweredRequests()
    requests.add(requestID: "a")
    requests.add(requestID: "a")
    requests.read([finished])
    #expect(requests.takeTasks() == nil)
    requests.read([finished, finished])
    #expect(requests.takeTasks()?.count == 4)
  }

  /// As log handlers of services write them: flat, with the metadata apart, with spaces, and as `key="value"`.
  @Test(arguments: [
    #"{"message":"Answered a request.","parent-request-id":"x","request-id":"a","task-results":"t:timed-out:3"}"#,
    #"{"level": "info", "metadata": {"path": "/x", "request-id": "a", "task-results": "t:timed-out:3"}, "#
      + #""message": "Answered a request.", "timestamp": "2026-11-23T05:00:00Z"}"#,
    #"ts=1 msg="Answered a request." request-id="a" task-results="t:timed-out:3""#,
  ])
  func linesOfOtherLogHandlersAreReadAsWell(line: String) {
    let access = AccessLine(line)
    #expect(access?.requestID == "a")
    #expect(access?.tasks.map(\.name) == ["t"])
    #expect(access?.tasks.map(\.result) == [.timedOut])
  }

  @Test func nginxSaysWhichRequestsItPassedOn() throws {
    let passed = try #require(NginxAccessLog.Line("unix:/b, unix:/s\tid\tsent by\tclient"))
    #expect(passed.upstream == "unix:/s")
    #expect(passed.requestID == "id")
    #expect(passed.sentRequestID == "sent by\tclient")
    let cached = try #require(NginxAccessLog.Line("\tid\tsent"))
    #expect(cached.upstream == nil)
  }
}
