import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@testable import Afterglow
@testable import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// What the processes of one manager know of each other.
@Suite struct StatusBoardTests {
  private let temporaryFolder: TemporaryFolder
  private var folder: String { temporaryFolder.path }

  init() throws { temporaryFolder = try TemporaryFolder() }

  private func withManager(_ body: (ManagedProcess, ManagedProcess) throws -> Void) throws {
    try body(try process(1), try process(2))
  }

  private func process(_ number: Int) throws -> ManagedProcess {
    try #require(
      ManagedProcess(environment: [
        "AFTERGLOW_MANAGER": "\(getppid())", "AFTERGLOW_PROCESS_NUMBER": "\(number)",
        "AFTERGLOW_MANAGER_SOCKET": "@none", "AFTERGLOW_MANAGER_STATUS": folder,
      ]))
  }

  private func board(of manager: ManagedProcess) throws -> (StatusBoard, FastCGIServer) {
    let app = Application()
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    let server = try FastCGIServer(
      socket: socket, responder: ApplicationResponder(service: try app.service()), logger: app.logger)
    app.statusBoard.serve(server, managedBy: manager)
    return (app.statusBoard, server)
  }

  private func report(aged age: Double) -> Afterglow.ProcessReport {
    let taken = Date.now.addingTimeInterval(-age)
    return Afterglow.ProcessReport(
      process: ProcessStatus(processIdentifier: 99, startedAt: taken, takenAt: taken),
      application: ApplicationStatus(), isStale: false)
  }

  @Test func `a report that is older than five seconds is marked`() throws {
    try withManager { own, other in
      let (board, server) = try board(of: own)
      for (age, isStale) in [(0.5, false), (4.0, false), (6.0, true), (3600.0, true)] {
        try other.publish(report(aged: age))
        let found = try #require(board.status.processes.first { $0.process.processIdentifier == 99 })
        #expect(found.isStale == isStale, "\(age) s")
      }
      withExtendedLifetime(server) {}
    }
  }

  @Test func `the process that answers shows itself as it is now`() throws {
    try withManager { own, other in
      let (board, server) = try board(of: own)
      board.counters.countResponse(.ok, handledIn: .seconds(2))
      let report = try #require(board.status.processes.first)
      #expect(board.status.processes.count == 1)
      #expect(report.application.responses.successful == 1)
      #expect(report.application.handlerSeconds == 2)
      #expect(report.process.workers.count == 4)
      withExtendedLifetime(server) {}
    }
  }

  @Test func `what it has shown the others know, so that no count falls when they answer`() throws {
    try withManager { own, other in
      let (board, server) = try board(of: own)
      board.addReader()
      board.counters.countResponse(.ok, handledIn: .zero)
      _ = board.status
      let published = other.publishedByOthers(Afterglow.ProcessReport.self)
      #expect(published.map(\.application.responses.successful) == [1])
      withExtendedLifetime(server) {}
    }
  }

  @Test func `nothing is written for a service without a page`() throws {
    try withManager { own, other in
      let (board, server) = try board(of: own)
      try board.publish()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      board.addReader()
      try board.publish()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["process-1.json"])
      withExtendedLifetime(server) {}
    }
  }

  @Test func `a server that is no more shows no workers`() throws {
    try withManager { own, _ in
      let board = try board(of: own).0
      #expect(board.status.processes.map(\.process.workers) == [[]])
    }
  }
}
