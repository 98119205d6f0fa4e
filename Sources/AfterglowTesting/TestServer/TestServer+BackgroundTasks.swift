import FastCGI
import Synchronization

extension TestServer {
  /// Waits until the background tasks of all answered requests have ended.
  ///
  /// The call doesn't depend on timing: the service writes a line of its access log for each request when the request's
  /// tasks have ended, and the call waits for all these lines. Behind nginx, requests that the test sends on its own
  /// connections count as soon as nginx has logged them. Requests that nginx answers itself don't count.
  ///
  /// - Parameter duration: the maximum time to wait; 30 seconds by default.
  /// - Returns: the tasks of the requests answered since the last call, in the order of the responses and then in the
  ///   order in which they ran.
  /// - Throws: ``TasksUnfinished`` if tasks have not ended in that time, or if the service has ended before them.
  @discardableResult
  public func backgroundTasksFinished(within duration: Duration = .seconds(30)) async throws -> [FinishedTask]
  {
    let deadline = Deadline(within: duration)
    switch backend {
    case .inProcess(let server):
      let hasEnded = try await holds(until: deadline) { await server.tasksHaveEnded() }
      guard hasEnded else {
        throw TasksUnfinished(
          unfinished: await server.unfinishedTasks, elapsed: deadline.elapsed, exitStatus: nil,
          hasSeenAccessLog: true)
      }
      return await server.takeEnded()
    case .spawned(let server):
      return try await tasksFinished(of: server, behind: nil, until: deadline)
    case .nginx(let nginx, let server):
      return try await tasksFinished(of: server, behind: nginx, until: deadline)
    }
  }

  private func tasksFinished(
    of server: SpawnedServer, behind nginx: NginxServer?, until deadline: Deadline
  ) async throws -> [FinishedTask] {
    var lastLook: ContinuousClock.Instant?
    while true {
      let isLastTry = deadline.hasPassed || lastLook.map { $0 < .now } == true
      let tasks = answered.requests.withLock { requests -> [FinishedTask]? in
        if let nginx { requests.read(nginxLog: nginx.accessLog, passingTo: server.address) }
        requests.read(server.log)
        return requests.takeTasks()
      }
      if let tasks { return tasks }
      let exitStatus = try server.peekExitStatus()
      if isLastTry { throw unfinished(exitStatus, deadline) }
      // Its last lines may not have been read yet.
      if exitStatus != nil, lastLook == nil { lastLook = .now + .seconds(1) }
      try await Task.sleep(for: .milliseconds(3))
    }
  }

  private func unfinished(_ exitStatus: ExitStatus?, _ deadline: Deadline) -> TasksUnfinished {
    answered.requests.withLock { requests in
      TasksUnfinished(
        unfinished: requests.unfinished.map { "those of request \($0)" }, elapsed: deadline.elapsed,
        exitStatus: exitStatus, hasSeenAccessLog: requests.hasSeenAccessLog)
    }
  }

  private func holds(
    until deadline: Deadline, _ condition: () async -> Bool
  ) async throws -> Bool {
    while await !condition() {
      if deadline.hasPassed { return await condition() }
      try await Task.sleep(for: .milliseconds(3))
    }
    return true
  }
}
