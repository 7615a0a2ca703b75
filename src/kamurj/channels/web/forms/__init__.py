"""What shoppers send, checked for shape; whether it is allowed is the journeys' business."""
