import FastCGI
import FoundationEssentials
import Testing

@Suite struct WorkerStatusTests {
  private static let activities: [WorkerActivity] = [
    .idle, .receiving, .responding("GET /users/7 (abc)"), .runningTask("e-mail"), .ended,
  ]

  @Test(arguments: activities)
  func `it comes out of JSON as it went in`(activity: WorkerActivity) throws {
    let status = WorkerStatus(
      number: 3, activity: activity, since: Date(timeIntervalSince1970: 1_000_000_000))
    let bytes = try JSONEncoder().encode(status)
    #expect(try JSONDecoder().decode(WorkerStatus.self, from: bytes) == status)
  }

  @Test func `the JSON has one level, for programs of other languages`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.dateEncodingStrategy = .secondsSince1970
    func json(_ activity: WorkerActivity) throws -> String {
      let status = WorkerStatus(number: 0, activity: activity, since: Date(timeIntervalSince1970: 5))
      return String(decoding: try encoder.encode(status), as: UTF8.self)
    }
    #expect(try json(.idle) == #"{"activity":"idle","number":0,"since":5}"#)
    #expect(try json(.runningTask("x")) == #"{"activity":"runningTask","number":0,"since":5,"task":"x"}"#)
    #expect(try json(.responding("x")) == #"{"activity":"responding","number":0,"request":"x","since":5}"#)
  }
}
