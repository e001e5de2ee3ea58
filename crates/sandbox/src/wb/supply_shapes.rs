//! Orders and supplies as Wildberries and the control API write them.

use serde_json::{Value, json};

use super::board::{Board, number};
use super::moments::{moscow, moscow_midnight};
use super::supplies::{Goods, Order};

impl Order {
    /// The row of the list of supplies.
    pub fn row(&self, number: i64) -> Value {
        let mut row = json!({
            "phone": "+7 900 *** 00 00", "supplyID": self.plan.as_ref().map(|plan| plan.supply), "preorderID": number,
            "createDate": moscow(self.made_at_ms), "supplyDate": self.supply_date(), "factDate": null,
            "updatedDate": self.changed_at_ms().map(moscow), "statusID": self.standing().id(), "boxTypeID": self.goods.box_type
        });
        self.add_packing(&mut row);
        row
    }

    /// The supply by itself.
    pub fn details(&self, board: &Board, seller: &str) -> Value {
        let Goods {
            warehouse,
            box_type,
            quantity,
        } = self.goods;
        let coefficient = self.plan.as_ref().and_then(|plan| plan.coefficient);
        let mut details = json!({
            "phone": "+7 900 *** 00 00", "statusID": self.standing().id(), "boxTypeID": box_type,
            "createDate": moscow(self.made_at_ms), "supplyDate": self.supply_date(), "factDate": null,
            "updatedDate": self.changed_at_ms().map(moscow), "warehouseID": warehouse, "warehouseName": name(board, warehouse),
            "actualWarehouseID": null, "actualWarehouseName": "", "transitWarehouseID": null, "transitWarehouseName": "",
            "acceptanceCost": null, "paidAcceptanceCoefficient": coefficient.map(number), "rejectReason": null,
            "supplierAssignName": seller, "storageCoef": null, "deliveryCoef": null, "quantity": quantity,
            "readyForSaleQuantity": 0, "acceptedQuantity": 0, "unloadingQuantity": 0, "depersonalizedQuantity": 0
        });
        if box_type == 0 {
            // A supply with boxes by QR code.
            details["virtualTypeID"] = json!(4);
        }
        self.add_packing(&mut details);
        details
    }

    /// The order as the control API tells it.
    pub fn told(&self, number: i64, board: &Board, seller: &str) -> Value {
        let plan = self.plan.as_ref();
        json!({
            "preorderID": number, "supplyID": plan.map(|plan| plan.supply), "sid": self.sid, "sellerName": seller,
            "warehouseID": self.goods.warehouse, "warehouseName": name(board, self.goods.warehouse),
            "boxTypeID": self.goods.box_type, "statusID": self.standing().id(),
            "supplyDate": plan.map(|plan| plan.date.to_string()), "createDate": moscow(self.made_at_ms),
            "quantity": self.goods.quantity
        })
    }

    fn supply_date(&self) -> Option<String> {
        self.plan.as_ref().map(|plan| moscow_midnight(plan.date))
    }

    /// Boxes may stand on a pallet; nothing else is asked about it.
    fn add_packing(&self, told: &mut Value) {
        if self.goods.box_type == 2 {
            told["isBoxOnPallet"] = json!(false);
        }
    }
}

/// The name of a warehouse.
fn name(board: &Board, warehouse: u32) -> String {
    match board.warehouse(warehouse) {
        Some(warehouse) => warehouse.name.clone(),
        None => format!("Склад {warehouse}"),
    }
}
