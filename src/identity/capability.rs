//! Roles and what each may do: the one table that every gate reads.
//!
//! A row stands for a row of the rights the business gave, so the two can be compared line by line. Whose records a
//! person may see within a capability is another question; see `Actor::sees`.

use crate::values::named;

named! {
    /// A title. Every user has exactly one.
    pub enum Role: "role" {
        Admin = "Admin",
        Sales = "Sales",
        CreditControl = "Credit Control",
        ApprovingAuthority = "Approving Authority",
        Warehouse = "Warehouse",
        QualityControl = "Quality Control",
        Logistics = "Logistics",
        Billing = "Billing",
        Delivery = "Delivery",
        Procurement = "Procurement",
        Viewer = "Viewer",
    }
}

named! {
    /// Something that may be done or seen.
    pub enum Capability: "capability" {
        /// Be signed in, whoever one is.
        SignedIn = "signed_in",
        SeeDashboard = "see_dashboard",
        SeeOrders = "see_orders",
        /// Book an order, and change or cancel it before credit has released it.
        BookOrder = "book_order",
        UploadOrders = "upload_orders",
        /// Change or cancel an order that credit has released.
        AmendOrder = "amend_order",
        /// The credit queue, the insight, a customer's ageing.
        SeeCredit = "see_credit",
        /// Release, hold and reject.
        ReleaseCredit = "release_credit",
        ReleaseAboveLimit = "release_above_limit",
        /// Credit limit, overdue, ageing.
        EditCredit = "edit_credit",
        ChooseWarehouse = "choose_warehouse",
        PackOrder = "pack_order",
        CheckQuality = "check_quality",
        SetCost = "set_cost",
        /// A freight cost over 15 % of the order's value.
        ApproveCost = "approve_cost",
        /// Manifest, vehicle and driver.
        PlanTrip = "plan_trip",
        /// Invoice, credit note, export for Tally.
        InvoiceOrder = "invoice_order",
        /// Start, deliver, accept in part, return, upload proof; own trips only.
        DeliverOrder = "deliver_order",
        SeePackaging = "see_packaging",
        ReceivePackaging = "receive_packaging",
        IssuePackaging = "issue_packaging",
        CountPackaging = "count_packaging",
        SeeCustomers = "see_customers",
        EditCustomers = "edit_customers",
        SeeProducts = "see_products",
        EditProducts = "edit_products",
        /// What goods cost to buy, and so what an order earns.
        SeeCost = "see_cost",
        EditPriceLists = "edit_price_lists",
        EditStock = "edit_stock",
        SeeImports = "see_imports",
        ExportData = "export_data",
        /// Enter what was achieved, of one's own scorecard.
        EnterAchieved = "enter_achieved",
        /// Review and sign off, of those below.
        ReviewKra = "review_kra",
        /// KRAs, slabs, salaries.
        SetUpKra = "set_up_kra",
        ManageUsers = "manage_users",
        ManageSettings = "manage_settings",
        SeeAudit = "see_audit",
        BackUp = "back_up",
    }
}

use Role::{
    ApprovingAuthority, Billing, CreditControl, Delivery, Logistics, Procurement, QualityControl, Sales, Viewer,
    Warehouse,
};

/// All but Admin, who may do everything.
const ANYONE: &[Role] = &[
    Sales,
    CreditControl,
    ApprovingAuthority,
    Warehouse,
    QualityControl,
    Logistics,
    Billing,
    Delivery,
    Procurement,
    Viewer,
];
/// Who works with the masters and the archive; drivers and viewers have no business there.
const OFFICE: &[Role] =
    &[Sales, CreditControl, ApprovingAuthority, Warehouse, QualityControl, Logistics, Billing, Procurement];
/// Who has a scorecard, or may stand above somebody who has.
const STAFF: &[Role] =
    &[Sales, CreditControl, ApprovingAuthority, Warehouse, QualityControl, Logistics, Billing, Delivery, Procurement];
const DESKS: &[Role] =
    &[Sales, CreditControl, ApprovingAuthority, Warehouse, QualityControl, Logistics, Billing, Procurement, Viewer];

impl Capability {
    /// The table: who has it besides Admin.
    const fn granted(self) -> &'static [Role] {
        match self {
            Self::SignedIn | Self::SeeOrders => ANYONE,
            Self::SeeDashboard | Self::ExportData => DESKS,
            Self::SeeCustomers | Self::SeeProducts => OFFICE,
            Self::BookOrder | Self::UploadOrders => &[Sales],
            Self::AmendOrder => &[CreditControl, ApprovingAuthority],
            Self::SeeCredit | Self::ReleaseCredit => &[CreditControl, ApprovingAuthority],
            Self::ReleaseAboveLimit => &[ApprovingAuthority],
            Self::EditCredit => &[CreditControl],
            Self::ChooseWarehouse | Self::PackOrder => &[Warehouse],
            Self::CheckQuality => &[QualityControl],
            Self::SetCost | Self::PlanTrip => &[Logistics],
            Self::ApproveCost => &[ApprovingAuthority],
            Self::InvoiceOrder => &[Billing],
            Self::DeliverOrder => &[Delivery],
            Self::SeePackaging | Self::ReceivePackaging => &[Warehouse, Procurement],
            Self::IssuePackaging | Self::CountPackaging => &[Warehouse],
            Self::EditCustomers => &[Sales],
            Self::EditProducts | Self::SeeCost | Self::EditPriceLists => &[Procurement],
            Self::EditStock => &[Warehouse, Procurement],
            Self::SeeImports => &[Sales, CreditControl, Warehouse, Procurement],
            Self::EnterAchieved | Self::ReviewKra => STAFF,
            Self::SetUpKra | Self::ManageUsers | Self::ManageSettings | Self::SeeAudit | Self::BackUp => &[],
        }
    }

    /// Who may, Admin last.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        self.granted().iter().copied().chain([Role::Admin])
    }

    /// Who may, for a refusal: `Credit Control, Approving Authority or Admin`.
    pub fn who(self) -> String {
        let granted = self.granted();
        if granted.len() == ANYONE.len() {
            return "Anyone who is signed in".to_string();
        }
        let names: Vec<_> = granted.iter().map(|role| role.as_str()).collect();
        if names.is_empty() { Role::Admin.to_string() } else { format!("{} or Admin", names.join(", ")) }
    }
}

impl Role {
    pub fn may(self, capability: Capability) -> bool {
        self == Self::Admin || capability.granted().contains(&self)
    }

    pub fn capabilities(self) -> impl Iterator<Item = Capability> {
        Capability::ALL.iter().copied().filter(move |capability| self.may(*capability))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admin_may_do_everything() {
        assert!(Capability::ALL.iter().all(|capability| Role::Admin.may(*capability)));
    }

    #[test]
    fn only_the_approving_authority_releases_above_the_limit() {
        assert!(Capability::ReleaseAboveLimit.roles().eq([ApprovingAuthority, Role::Admin]));
        assert!(!CreditControl.may(Capability::ReleaseAboveLimit));
    }

    #[test]
    fn the_set_up_is_admins_alone() {
        for capability in [
            Capability::SetUpKra,
            Capability::ManageUsers,
            Capability::ManageSettings,
            Capability::SeeAudit,
            Capability::BackUp,
        ] {
            assert!(capability.roles().eq([Role::Admin]), "{capability}");
        }
    }

    #[test]
    fn a_viewer_only_looks() {
        use Capability::{ExportData, SeeDashboard, SeeOrders, SignedIn};
        assert!(Viewer.capabilities().eq([SignedIn, SeeDashboard, SeeOrders, ExportData]));
    }

    #[test]
    fn procurement_receives_packaging_but_issues_and_counts_none() {
        let may = [
            Capability::SeePackaging,
            Capability::ReceivePackaging,
            Capability::IssuePackaging,
            Capability::CountPackaging,
        ];
        assert_eq!(may.map(|capability| Procurement.may(capability)), [true, true, false, false]);
        assert_eq!(may.map(|capability| Warehouse.may(capability)), [true; 4]);
    }

    #[test]
    fn costs_are_for_procurement_and_whoever_edits_products_sees_them() {
        assert!(Capability::SeeCost.roles().eq([Procurement, Role::Admin]));
        assert!(Capability::EditProducts.roles().all(|role| role.may(Capability::SeeCost)));
    }

    #[test]
    fn everybody_sees_orders_and_sales_alone_books_them() {
        assert!(Role::ALL.iter().all(|role| role.may(Capability::SeeOrders)));
        assert!(Capability::BookOrder.roles().eq([Sales, Role::Admin]));
    }

    #[test]
    fn a_refusal_says_who_can() {
        assert_eq!(Capability::ReleaseCredit.who(), "Credit Control, Approving Authority or Admin");
        assert_eq!(Capability::PackOrder.who(), "Warehouse or Admin");
        assert_eq!(Capability::BackUp.who(), "Admin");
        assert_eq!(Capability::SignedIn.who(), "Anyone who is signed in");
    }

    #[test]
    fn a_role_is_read_by_its_name() {
        assert_eq!("credit control".parse(), Ok(CreditControl));
        assert_eq!(
            "Clerk".parse::<Role>().map_err(|e| e.to_string()),
            Err("\"Clerk\" is not a known role".to_string())
        );
        assert!(Role::ALL.iter().all(|role| role.as_str().parse() == Ok(*role)));
    }
}
