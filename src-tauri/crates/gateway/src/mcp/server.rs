//! The protocol's questions, answered: who this is, which tools there are, what became of a task.

use std::sync::Arc;

use hyper::http::request::Parts;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, CompleteRequestParams,
    CompleteResult, CustomRequest, CustomResult, ErrorCode, ErrorData, GetTaskParams,
    GetTaskResult, Implementation, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
    Tool, UpdateTaskParams,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};

use super::{Caller, call, outcome, tasks, tools};
use crate::problem::Problem;

const INSTRUCTIONS: &str = "Counterfoil is the owner's budget for purchases. Before you pay for \
    anything, call request_purchase and wait until its status is authorized; the authorization is \
    what the shop checks. While it is pending the owner decides: call get_purchase every few \
    seconds, keep the purchase_id, and do not ask again. Retry the same purchase with the same \
    idempotency_key. Afterwards call report_settlement. When the \
    owner has just connected you, call get_limits and say the comparison code. Nothing can be approved through these \
    tools.";

/// Methods that exist, so that one with unusable parameters is not called unknown.
const KNOWN: [&str; 7] = [
    "initialize",
    "server/discover",
    "tools/call",
    "tools/list",
    "tasks/get",
    "tasks/update",
    "tasks/cancel",
];

/// Answers one request; who asks comes with it. What is not declared is not found either: the SDK
/// would answer with empty lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Server {
    /// Why no call can be served, where only the first questions can be answered.
    pub(crate) absent: Option<Arc<Problem>>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        info()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all().to_vec()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::Name::from_word(&request.name) else {
            return Err(unknown_tool(&request.name));
        };
        if let Some(problem) = &self.absent {
            return Ok(outcome::error(problem).into());
        }
        let caller = caller(&context)?;
        let arguments = request.arguments.unwrap_or_default();
        let done = call::call(tool, arguments, &caller).await;
        let as_task = context
            .client_capabilities()
            .is_some_and(|client| client.supports_tasks());
        Ok(match done {
            Ok(done) => match done.task.filter(|_| as_task) {
                Some(task) => CallToolResponse::Task(task),
                None => rmcp::model::CallToolResult::structured(done.value).into(),
            },
            Err(problem) => outcome::error(&problem).into(),
        })
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Err(unusable("completion/complete"))
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Err(unusable("prompts/list"))
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Err(unusable("resources/list"))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Err(unusable("resources/templates/list"))
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        Err(unusable(&request.method))
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        tasks::get(&request.task_id, &caller(&context)?).await
    }

    async fn update_task(
        &self,
        request: UpdateTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        // Nothing is ever asked of the agent within a task, so there is nothing to take in.
        tasks::get(&request.task_id, &caller(&context)?).await?;
        Ok(())
    }

    async fn cancel_task(
        &self,
        request: CancelTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        tasks::cancel(&request.task_id, &caller(&context)?).await
    }
}

/// What a client is told at first.
pub(crate) fn info() -> ServerConfig {
    let capabilities = ServerCapabilities::builder()
        .enable_tools()
        .enable_tasks()
        .build();
    let name = Implementation::new("counterfoil", env!("CARGO_PKG_VERSION"));
    ServerConfig::new(capabilities)
        .with_server_info(name.with_title("Counterfoil"))
        .with_instructions(INSTRUCTIONS)
}

/// There is no such tool.
pub(crate) fn unknown_tool(name: &str) -> ErrorData {
    let name = crate::problem::clipped(name, 64);
    ErrorData::invalid_params(
        format!("Unknown tool: {name}. Call tools/list for the ones there are."),
        None,
    )
}

/// Either there is no such method, or its parameters are not what it takes.
pub(crate) fn unusable(method: &str) -> ErrorData {
    if KNOWN.contains(&method) {
        return ErrorData::invalid_params(
            format!("The parameters of {method} are not the ones it takes."),
            None,
        );
    }
    let method = crate::problem::clipped(method, 64).into_owned();
    ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None)
}

fn caller(context: &RequestContext<RoleServer>) -> Result<Caller, ErrorData> {
    let parts = context.extensions.get::<Parts>();
    let caller = parts.and_then(|parts| parts.extensions.get::<Caller>());
    caller
        .cloned()
        .ok_or_else(|| ErrorData::internal_error("the caller is not known", None))
}
