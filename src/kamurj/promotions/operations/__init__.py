"""Changing promotions (`terms`, `coupons`), and counting what orders get of them (`redeeming`)."""
